//! Fallback for the address of a resource that is down.

use std::borrow::Cow;

use crate::content::Content;
use crate::db::{Connection, Error};
use crate::links;

/// Returns the content, with the fallback instead of an address that is down.
pub(super) fn with_fallback<'c>(connection: &mut Connection, content: &'c Content) -> Result<Cow<'c, Content>, Error> {
    let Content::Resource(resource) = content else { return Ok(Cow::Borrowed(content)) };
    let (Some(url), Some(fallback)) = (&resource.url, &resource.fallback_url) else {
        return Ok(Cow::Borrowed(content));
    };
    // A fallback that is down as well does not help.
    if !links::is_broken(connection, url)? || links::is_broken(connection, fallback)? {
        return Ok(Cow::Borrowed(content));
    }
    let mut resource = resource.clone();
    resource.url = Some(fallback.clone());
    Ok(Cow::Owned(Content::Resource(resource)))
}
