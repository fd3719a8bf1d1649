//! Resources: recommended links, shown as cards.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::{ObjectDecoder, ValueDecoder, first_duplicate};
use super::link::read_web_url;
use super::reference::topic_references;
use super::shared_fields::{READ_ONLY_FIELDS, read_topics};
use super::text::TextRule;
use super::{Id, Kind, Locale, Reference, ReferenceRole, Region, ViolationCode};
use crate::string_enum;

/// The maximum number of regions of a resource.
const REGIONS_MAX: usize = 50;

string_enum! {
    /// The kind of link target of a resource.
    ResourceKind {
        /// An article served by this API.
        Article = "article",
        /// A page on another site.
        Page = "page",
        /// A service.
        Service = "service",
        /// A number to call or text.
        Helpline = "helpline",
        /// A document to download.
        Document = "document",
        /// A video.
        Video = "video",
        /// An interactive tool.
        Tool = "tool",
    }
}

/// A resource as an editor writes it: with `articleId` if `kind` is `article`, else with `url`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ResourceContent)]
pub struct Resource {
    /// The language of the card.
    pub locale: Locale,
    /// The kind of link target.
    pub kind: ResourceKind,
    /// The title of the card.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// The text of the card.
    #[schema(min_length = 1, max_length = 500)]
    pub excerpt: String,
    /// The target URL: `http` or `https`. Not with kind `article`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048, format = "uri", nullable = false)]
    pub url: Option<String>,
    /// The URL that readers get while `url` is down, if links are checked. Not with kind `article`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048, format = "uri", nullable = false)]
    pub fallback_url: Option<String>,
    /// The target article. Only with kind `article`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article_id: Option<Id>,
    /// The telephone number, as it is displayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 40,
        pattern = r"^[0-9+*#(][0-9 ()+*#./A-Z-]*$",
        nullable = false,
        example = "116 123"
    )]
    pub phone: Option<String>,
    /// The regions that it serves: codes of ISO 3166-1 (two letters) or 3166-2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50, example = json!(["GB", "IE"]))]
    pub regions: Vec<String>,
    /// The ids of its topics.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub topics: Vec<Id>,
}

impl Resource {
    /// Reads a resource from JSON.
    pub(super) fn read(mut fields: ObjectDecoder<'_, '_>) -> Option<Self> {
        let locale = fields.required("locale", Locale::read);
        let kind = fields.required("kind", |item| item.string_enum());
        let title = fields.required("title", TextRule::line(200).read());
        let excerpt = fields.required("excerpt", TextRule::lines(500).read());
        let (url, article_id) = read_target(&mut fields, kind);
        let fallback_url = fields.optional("fallbackUrl", read_web_url);
        if fallback_url.is_some() && kind == Some(ResourceKind::Article) {
            let detail = "\"fallbackUrl\" is not allowed with kind article: links to articles are not checked.";
            fields.reject::<()>("fallbackUrl", ViolationCode::MutuallyExclusive, detail);
        }
        let phone = fields.optional("phone", read_phone);
        let regions = fields.list("regions", REGIONS_MAX, read_region);
        if let Some(index) = first_duplicate(&regions) {
            let detail = format!("Item {index} repeats {}.", regions[index]);
            fields.reject::<()>("regions", ViolationCode::Duplicate, detail);
        }
        let topics = read_topics(&mut fields);
        fields.ignore(READ_ONLY_FIELDS);
        fields.finish();
        Some(Self {
            locale: locale?,
            kind: kind?,
            title: title?,
            excerpt: excerpt?,
            url,
            fallback_url,
            article_id,
            phone,
            regions,
            topics,
        })
    }

    pub(super) fn references(&self) -> Vec<Reference> {
        let target = self.article_id.map(|id| Reference::new(ReferenceRole::Target, Kind::Article, id, "/articleId"));
        target.into_iter().chain(topic_references(&self.topics)).collect()
    }
}

fn read_target(fields: &mut ObjectDecoder<'_, '_>, kind: Option<ResourceKind>) -> (Option<String>, Option<Id>) {
    let (wanted, other) = match kind {
        Some(ResourceKind::Article) => ("articleId", "url"),
        Some(_) => ("url", "articleId"),
        None => ("", ""),
    };
    if !wanted.is_empty() && fields.has(other) {
        let detail = format!("\"{other}\" is not allowed with this kind of resource; use \"{wanted}\".");
        fields.reject::<()>(other, ViolationCode::MutuallyExclusive, detail);
    }
    if wanted == "articleId" {
        (fields.optional("url", read_web_url), fields.required("articleId", Id::read))
    } else if wanted == "url" {
        (fields.required("url", read_web_url), fields.optional("articleId", Id::read))
    } else {
        (fields.optional("url", read_web_url), fields.optional("articleId", Id::read))
    }
}

fn read_phone(item: &mut ValueDecoder<'_, '_>) -> Option<String> {
    let phone = TextRule::line(40).read()(item)?;
    let first_ok = phone.starts_with(|character: char| character.is_ascii_digit() || "+*#(".contains(character));
    let rest_ok = phone.chars().all(|character| {
        character.is_ascii_digit() || character.is_ascii_uppercase() || " ()+*#./-".contains(character)
    });
    if first_ok && rest_ok {
        return Some(phone);
    }
    item.reject(
        ViolationCode::InvalidPhone,
        "Must start with a digit, +, *, # or ( and contain only digits, capital letters, spaces and ()+*#./-, such as +44 20 7946 0000.",
    )
}

fn read_region(item: &mut ValueDecoder<'_, '_>) -> Option<String> {
    let text = item.text()?;
    if text.parse::<Region>().is_ok() {
        return Some(text.to_owned());
    }
    let detail = "Must be a region code of ISO 3166-1 (two capital letters, such as GB) or 3166-2 (such as US-CA).";
    item.reject(ViolationCode::InvalidRegion, detail)
}
