//! The schema of an article in a list.

use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::content::documents::{ArticleCard, ArticleDocument};

/// An article in a list. An article has all members of its card and therefore matches both schemas, so the schema is
/// `anyOf`, which utoipa does not derive for an enum.
#[derive(Debug)]
pub enum ArticleListItem {
    /// The item with `view=full`.
    Article(Box<ArticleDocument>),
    /// The item with `view=card`.
    Card(Box<ArticleCard>),
}

impl PartialSchema for ArticleListItem {
    fn schema() -> RefOr<Schema> {
        AnyOfBuilder::new()
            .description(Some("The article with `view=full`, else its card."))
            .item(Ref::from_schema_name(ArticleDocument::name()))
            .item(Ref::from_schema_name(ArticleCard::name()))
            .into()
    }
}

impl ToSchema for ArticleListItem {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((ArticleDocument::name().into_owned(), ArticleDocument::schema()));
        schemas.push((ArticleCard::name().into_owned(), ArticleCard::schema()));
        ArticleDocument::schemas(schemas);
        ArticleCard::schemas(schemas);
    }
}
