//! The fallback of an address that is down.

use std::borrow::Cow;

use crate::content::Content;
use crate::db::{Connection, Error};
use crate::links;

/// The content with its fallback in the place of an address that is down.
pub(super) fn with_fallback<'c>(connection: &mut Connection, content: &'c Content) -> Result<Cow<'c, Content>, Error> {
    let Content::Resource(resource) = content else { return Ok(Cow::Borrowed(content)) };
    let (Some(url), Some(fallback)) = (&resource.url, &resource.fallback_url) else {
        return Ok(Cow::Borrowed(content));
    };
    // One that is down itself is no better.
    if !links::is_broken(connection, url)? || links::is_broken(connection, fallback)? {
        return Ok(Cow::Borrowed(content));
    }
    let mut resource = resource.clone();
    resource.url = Some(fallback.clone());
    Ok(Cow::Owned(Content::Resource(resource)))
}
