//! Published documents: the frozen JSON that readers get, and the forms in which documents embed one another.

mod article;
mod cards;
mod phrase;
mod resource;
mod topic;
mod withdrawal;

pub use article::{ArticleDocument, PublishedChange, SectionDocument, SectionPhrase, Translation, TranslationOf};
pub use cards::{ArticleCard, ArticleRef, EmbeddedTopic, RelatedCard};
pub use phrase::PhraseDocument;
pub use resource::ResourceDocument;
pub use topic::TopicDocument;
pub use withdrawal::{AlternativeCard, Withdrawal};
