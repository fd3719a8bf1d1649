//! The members that `fields` selects, and the schema of an article with them only.

use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::content::documents::ArticleDocument;
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

/// The schema of an article with the members that `fields` selected: none is required.
#[derive(Debug)]
pub struct ArticleFields;

impl PartialSchema for ArticleFields {
    fn schema() -> RefOr<Schema> {
        match ArticleDocument::schema() {
            RefOr::T(Schema::Object(mut object)) => {
                object.required.clear();
                object.description = Some("The members of an article that `fields` selected.".to_owned());
                RefOr::T(Schema::Object(object))
            }
            other => other,
        }
    }
}

impl ToSchema for ArticleFields {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ArticleDocument::schemas(schemas);
    }
}
