//! The endpoints of webhooks and their deliveries.
//!
//! Must not know how messages are signed or sent; `webhooks` and the jobs do that.

mod delete;
mod deliveries;
mod get;
mod list;
mod load;
mod patch;
mod paths;
mod post;
mod replay;
mod respond;
mod rotate;
mod schemas;
mod test;

use crate::management::endpoints::endpoints;

endpoints! {
    paths::LIST => get list::list_webhooks, post post::create_webhook;
    paths::ONE => get get::get_webhook, patch patch::update_webhook, delete delete::delete_webhook;
    paths::ROTATE => post rotate::rotate_webhook_secret;
    paths::TEST => post test::test_webhook;
    paths::DELIVERIES => get deliveries::list_webhook_deliveries;
    paths::REPLAY => post replay::replay_webhook_delivery;
}
