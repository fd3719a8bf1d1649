//! Published documents: the frozen JSON that readers get, and the smaller forms in which documents
//! carry one another.

mod article;
mod cards;
mod ending;
mod phrase;
mod resource;
mod topic;

pub use article::{ArticleDocument, PublishedChange, SectionDocument, SectionPhrase, Translation, TranslationOf};
pub use cards::{ArticleCard, ArticleEmbed, ArticleRef, RelatedCard, TopicEmbed};
pub use ending::{AlternativeCard, Withdrawal};
pub use phrase::PhraseDocument;
pub use resource::ResourceDocument;
pub use topic::TopicDocument;
