//! The schema of an article in a list.

use std::borrow::Cow;

use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::content::documents::{ArticleCard, ArticleDocument};

/// An article as a list gives it. Every article has all members of its card, so that an article fits both
/// schemas: the choice is `anyOf`, which no derived schema of an enum would be.
#[derive(Debug)]
pub enum ArticleListItem {
    /// With `view=full`.
    Article(Box<ArticleDocument>),
    /// With `view=card`.
    Card(Box<ArticleCard>),
}

impl PartialSchema for ArticleListItem {
    fn schema() -> RefOr<Schema> {
        AnyOfBuilder::new()
            .description(Some("An article with `view=full`, else its card."))
            .item(Ref::from_schema_name(ArticleDocument::name()))
            .item(Ref::from_schema_name(ArticleCard::name()))
            .into()
    }
}

impl ToSchema for ArticleListItem {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ArticleListItem")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((ArticleDocument::name().into_owned(), ArticleDocument::schema()));
        schemas.push((ArticleCard::name().into_owned(), ArticleCard::schema()));
        ArticleDocument::schemas(schemas);
        ArticleCard::schemas(schemas);
    }
}
