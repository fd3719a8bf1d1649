//! The members of an article, and the schemas of articles with some of them.

use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::content::documents::{ArticleCard, ArticleDocument};
use crate::string_enum;

string_enum! {
    /// A member of an article.
    ArticleMember {
        /// `id`
        Id = "id",
        /// `locale`
        Locale = "locale",
        /// `slug`
        Slug = "slug",
        /// `url`
        Url = "url",
        /// `title`
        Title = "title",
        /// `kicker`
        Kicker = "kicker",
        /// `summary`
        Summary = "summary",
        /// `topics`
        Topics = "topics",
        /// `sections`
        Sections = "sections",
        /// `phrases`
        Phrases = "phrases",
        /// `related`
        Related = "related",
        /// `authors`
        Authors = "authors",
        /// `reviewers`
        Reviewers = "reviewers",
        /// `review`
        Review = "review",
        /// `translations`
        Translations = "translations",
        /// `translationGroupId`
        TranslationGroupId = "translationGroupId",
        /// `translationOf`
        TranslationOf = "translationOf",
        /// `seo`
        Seo = "seo",
        /// `wordCount`
        WordCount = "wordCount",
        /// `readingMinutes`
        ReadingMinutes = "readingMinutes",
        /// `firstPublishedAt`
        FirstPublishedAt = "firstPublishedAt",
        /// `publishedAt`
        PublishedAt = "publishedAt",
        /// `updatedAt`
        UpdatedAt = "updatedAt",
        /// `version`
        Version = "version",
        /// `changeHistory`
        ChangeHistory = "changeHistory",
        /// `withdrawal`
        Withdrawal = "withdrawal",
    }
}

impl ArticleMember {
    /// Returns true if cards have the member.
    pub fn is_on_card(self) -> bool {
        !matches!(
            self,
            Self::Sections
                | Self::Phrases
                | Self::Related
                | Self::Authors
                | Self::Reviewers
                | Self::Review
                | Self::TranslationOf
                | Self::Seo
                | Self::ChangeHistory
                | Self::Withdrawal
        )
    }
}

/// The schema of an article with the members that `fields` selected: none is required.
#[derive(Debug)]
pub struct ArticleFields;

/// The schema of an article in a list: the members of its card are required.
#[derive(Debug)]
pub struct ArticleListItem;

/// Implements the schema of an article of which only some members are required.
macro_rules! article_schema {
    ($name:ident, $required:expr, $description:literal) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let mut schema = ArticleDocument::schema();
                if let RefOr::T(Schema::Object(object)) = &mut schema {
                    object.required = $required;
                    object.description = Some($description.to_owned());
                }
                schema
            }
        }

        impl ToSchema for $name {
            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                ArticleDocument::schemas(schemas);
            }
        }
    };
}

article_schema!(ArticleFields, Vec::new(), "The members of an article that `fields` selected.");
article_schema!(
    ArticleListItem,
    required_on_card(),
    "An article in a list: its card, with the members that `fields` adds, or with all members (`view=full`)."
);

/// Returns the names of the members that every card has.
fn required_on_card() -> Vec<String> {
    match ArticleCard::schema() {
        RefOr::T(Schema::Object(card)) => card.required,
        _ => Vec::new(),
    }
}
