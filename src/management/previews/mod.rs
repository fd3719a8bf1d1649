//! Previews: an article, or everything, as it would be published now, for the holders of a token.
//!
//! Authors manage the tokens. The previews themselves need no key. They are the only responses outside `/v1/manage` that
//! show drafts; they must show nothing without a valid token.

mod delete;
mod get;
mod list;
mod list_all;
mod new_token;
mod paths;
mod post;
mod post_all;
mod revoke;
mod sent_token;
mod serve;
mod store;
mod token;
mod token_state;
mod view;

use crate::management::endpoints::endpoints;

pub use serve::serve_preview;
pub use view::PreviewSettings;

endpoints! {
    paths::TOKENS => get list::list_article_preview_tokens, post post::create_preview_token;
    paths::TOKEN => delete delete::revoke_article_preview_token;
    paths::ALL_TOKENS => get list_all::list_preview_tokens, post post_all::create_full_preview_token;
    paths::ANY_TOKEN => delete revoke::revoke_preview_token;
}

/// The endpoint that needs a preview token and no key.
pub(super) mod preview {
    use super::{get, paths};
    use crate::management::endpoints::endpoints;

    endpoints! {
        paths::PREVIEW => get get::get_article_preview;
    }
}
