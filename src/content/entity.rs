//! What articles, phrases, resources and topics have in common: a kind, a status, content that is
//! read from JSON, and references to one another.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::decode::decode_value;
use super::section::{MarkdownReader, ParsedMarkdown};
use super::{Article, Id, Locale, Phrase, Resource, Slug, Topic, Violations};
use crate::string_enum;

string_enum! {
    /// The kinds of things that are written and published on their own.
    Kind {
        /// A unit of guidance.
        Article = "article",
        /// Words a reader can say.
        Phrase = "phrase",
        /// A link worth following.
        Resource = "resource",
        /// A subject, situation or audience.
        Topic = "topic",
    }
}

impl Kind {
    /// The plural, as it stands in addresses.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Article => "articles",
            Self::Phrase => "phrases",
            Self::Resource => "resources",
            Self::Topic => "topics",
        }
    }
}

string_enum! {
    /// Where a working copy stands in its life.
    Status {
        /// Being written; never published.
        Draft = "draft",
        /// Submitted for review.
        InReview = "inReview",
        /// Reviewed and found good as it stands.
        Approved = "approved",
        /// To be published at a set time.
        Scheduled = "scheduled",
        /// Published; the working copy may have later changes.
        Published = "published",
        /// Was published once, and was taken back.
        Unpublished = "unpublished",
        /// In the trash: out of all lists, and nothing may refer to it.
        Trashed = "trashed",
    }
}

impl Status {
    /// Where a working copy stands after its content was changed: what was approved is to be reviewed again.
    #[must_use]
    pub fn after_change(self) -> Self {
        match self {
            Self::Approved => Self::InReview,
            other => other,
        }
    }
}

string_enum! {
    /// A step of the work flow.
    WorkflowStep {
        /// Handed in for review.
        Submitted = "submitted",
        /// Found good as it stood.
        Approved = "approved",
        /// Handed back.
        Rejected = "rejected",
        /// The approval lost its hold, because the content was changed.
        Voided = "voided",
    }
}

string_enum! {
    /// What somebody did, as revisions and the audit log say it.
    Action {
        /// Made it.
        Create = "create",
        /// Changed its content.
        Save = "save",
        /// Made it public.
        Publish = "publish",
        /// Took it back.
        Unpublish = "unpublish",
        /// Handed it in for review.
        Submit = "submit",
        /// Found it good.
        Approve = "approve",
        /// Handed it back.
        Reject = "reject",
        /// Set a time to publish it or take it back.
        Schedule = "schedule",
        /// Gave up that time.
        CancelSchedule = "cancelSchedule",
        /// Put it into the trash.
        Trash = "trash",
        /// Took it out of the trash.
        Restore = "restore",
        /// Removed it for good.
        Purge = "purge",
        /// Went back to the content of a revision.
        RestoreRevision = "restoreRevision",
        /// Went back to the published content.
        DiscardDraft = "discardDraft",
        /// Took out what referred to a thing that was removed.
        RemoveReference = "removeReference",
        /// Made a new secret beside the old one.
        Rotate = "rotate",
        /// Made it useless from now on.
        Revoke = "revoke",
        /// Removed it.
        Delete = "delete",
        /// Sent it again.
        Replay = "replay",
    }
}

string_enum! {
    /// What one row of the change log says happened.
    ChangeAction {
        /// The thing was published, or its document changed.
        Publish = "publish",
        /// It was taken back.
        Unpublish = "unpublish",
    }
}

string_enum! {
    /// In which part of a thing another one is named.
    ReferenceRole {
        /// Among the `topics`.
        Topic = "topic",
        /// Among the `related` resources of an article.
        Related = "related",
        /// As a phrase in a body.
        Phrase = "phrase",
        /// As the target of a link in a body.
        Link = "link",
        /// As the `articleId` of a resource.
        Target = "target",
        /// As the `parentId` of a topic.
        Parent = "parent",
    }
}

/// One thing naming another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// In which part.
    pub role: ReferenceRole,
    /// Of which kind the target must be.
    pub kind: Kind,
    /// The target.
    pub target: Id,
    /// Where in the JSON it stands: a JSON Pointer (RFC 6901).
    pub pointer: String,
}

impl Action {
    /// The actions that leave a working copy with another content.
    pub const WRITES: &'static [Self] =
        &[Self::Create, Self::Save, Self::RestoreRevision, Self::DiscardDraft, Self::RemoveReference];
}

/// The content of one working copy, of whichever kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// An article with its sections.
    Article(Box<Article>),
    /// A phrase.
    Phrase(Phrase),
    /// A resource.
    Resource(Resource),
    /// A topic.
    Topic(Topic),
}

impl Content {
    /// Reads what an editor wrote. `markdown` turns the Markdown of a section into blocks.
    pub fn read(kind: Kind, input: &Value, markdown: MarkdownReader<'_>) -> Result<Self, Violations> {
        decode_value(input, |item| {
            let fields = item.object()?;
            match kind {
                Kind::Article => Article::read(fields, markdown).map(|article| Self::Article(Box::new(article))),
                Kind::Phrase => Phrase::read(fields).map(Self::Phrase),
                Kind::Resource => Resource::read(fields).map(Self::Resource),
                Kind::Topic => Topic::read(fields).map(Self::Topic),
            }
        })
    }

    /// Checks content that was kept by the rules of what is written now. What is kept is read without them.
    pub fn check(&self) -> Result<(), Violations> {
        let written = serde_json::to_value(self).unwrap_or_default();
        // Kept sections have bodies, and no Markdown.
        Self::read(self.kind(), &written, &|_, _| ParsedMarkdown::default()).map(|_| ())
    }

    /// Reads what [`Content`] itself was written as.
    pub fn from_json(kind: Kind, json: &str) -> Result<Self, serde_json::Error> {
        Ok(match kind {
            Kind::Article => Self::Article(serde_json::from_str(json)?),
            Kind::Phrase => Self::Phrase(serde_json::from_str(json)?),
            Kind::Resource => Self::Resource(serde_json::from_str(json)?),
            Kind::Topic => Self::Topic(serde_json::from_str(json)?),
        })
    }

    /// Which kind it is of.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Article(_) => Kind::Article,
            Self::Phrase(_) => Kind::Phrase,
            Self::Resource(_) => Kind::Resource,
            Self::Topic(_) => Kind::Topic,
        }
    }

    /// Everything it names, in reading order.
    pub fn references(&self) -> Vec<Reference> {
        match self {
            Self::Article(article) => article.references(),
            Self::Phrase(phrase) => topic_references(&phrase.topics),
            Self::Resource(resource) => resource.references(),
            Self::Topic(topic) => topic.references(),
        }
    }

    /// The language it is written in; topics are shared by all.
    pub fn locale(&self) -> Option<&Locale> {
        match self {
            Self::Article(article) => Some(&article.locale),
            Self::Phrase(phrase) => Some(&phrase.locale),
            Self::Resource(resource) => Some(&resource.locale),
            Self::Topic(_) => None,
        }
    }

    /// The slug, of those kinds that have one.
    pub fn slug(&self) -> Option<&Slug> {
        match self {
            Self::Article(article) => Some(&article.slug),
            Self::Topic(topic) => Some(&topic.slug),
            Self::Phrase(_) | Self::Resource(_) => None,
        }
    }

    /// What an editor knows it by: its title, text or name.
    pub fn label(&self) -> &str {
        match self {
            Self::Article(article) => &article.title,
            Self::Phrase(phrase) => &phrase.text,
            Self::Resource(resource) => &resource.title,
            Self::Topic(topic) => &topic.name,
        }
    }
}

impl Serialize for Content {
    /// The same shape that [`Content::read`] reads.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Article(article) => article.serialize(serializer),
            Self::Phrase(phrase) => phrase.serialize(serializer),
            Self::Resource(resource) => resource.serialize(serializer),
            Self::Topic(topic) => topic.serialize(serializer),
        }
    }
}

/// The members of a working copy that the server sets; an editor may send them back, they are not read.
pub const READ_ONLY_FIELDS: &[&str] = &[
    "id",
    "version",
    "status",
    "publishedVersion",
    "workflow",
    "schedule",
    "reviewState",
    "createdAt",
    "updatedAt",
    "sourceId",
    "warnings",
];

/// The references that a list of topics makes.
pub(super) fn topic_references(topics: &[Id]) -> Vec<Reference> {
    topics
        .iter()
        .enumerate()
        .map(|(index, target)| Reference {
            role: ReferenceRole::Topic,
            kind: Kind::Topic,
            target: *target,
            pointer: format!("/topics/{index}"),
        })
        .collect()
}
