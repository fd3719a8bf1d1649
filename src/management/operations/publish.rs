//! Publishing a working copy, and taking it back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::Value;

use super::answer::answer;
use super::{Desk, matched, write};
use crate::content::reading::read_root;
use crate::content::text::TextRule;
use crate::content::{Id, Kind, Violations};
use crate::http::{IfMatch, Problem};
use crate::publishing::{self, IncludeReferences, PublishOptions};

/// Publishes the working copy as it stands.
pub(in crate::management) async fn publish(
    desk: &Desk,
    kind: Kind,
    id: Id,
    if_match: IfMatch,
    input: Value,
) -> Result<HttpResponse, Problem> {
    let options = read_options(&input)?;
    let copy = write(desk, move |connection, settings| {
        let copy = matched(connection, kind, id, &if_match)?;
        Ok(publishing::publish(connection, settings, copy, &options)?)
    })
    .await?;
    answer(StatusCode::OK, &copy, &[])
}

fn read_options(input: &Value) -> Result<PublishOptions, Violations> {
    read_root(input, |item| {
        let mut fields = item.fields()?;
        let everything = fields.optional("includeReferences", |item| item.boolean()).unwrap_or(false);
        let options = PublishOptions {
            include_references: if everything { IncludeReferences::All } else { IncludeReferences::None },
            change_note: fields.optional("changeNote", TextRule::lines(1000).read()),
            major: fields.optional("major", |item| item.boolean()).unwrap_or(false),
        };
        fields.finish();
        Some(options)
    })
}

/// Takes the published document back; the working copy stays.
pub(in crate::management) async fn unpublish(
    desk: &Desk,
    kind: Kind,
    id: Id,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let copy = write(desk, move |connection, settings| {
        let copy = matched(connection, kind, id, &if_match)?;
        Ok(publishing::unpublish(connection, settings, copy)?)
    })
    .await?;
    answer(StatusCode::OK, &copy, &[])
}
