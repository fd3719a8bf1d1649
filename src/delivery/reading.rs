//! The one way in which delivery reads: what is asked for, and until when the answer can be relied on.

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use super::unanswered::Unanswered;
use super::{DeliverySettings, SecurityContact, Site, store};
use crate::content::{Locale, Timestamp};
use crate::db::{self, Connection, Database, Near, NearReader};
use crate::http::{Freshness, Problem};

/// The extractor of what every operation of delivery reads with.
#[derive(Clone)]
pub struct Reader {
    database: Data<Database>,
    near: Rc<NearReader>,
    settings: Data<DeliverySettings>,
}

impl Reader {
    /// Reads, all of it in one view of the database. The answer must not be kept beyond the next moment at which
    /// something is to be published or taken back, which is read in the same view.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Unanswered> + Send + 'static,
    ) -> Result<(T, Freshness), Problem> {
        self.read_elsewhere(until_next_intent(work)).await
    }

    /// The same for what reads a few rows by their keys: done on the spot if the database can be read at once.
    pub(super) async fn read_few<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Unanswered> + Send + 'static,
    ) -> Result<(T, Freshness), Problem> {
        match self.near.read(store::next_intent, until_next_intent(work)) {
            Near::Done(outcome) => Ok(outcome?),
            Near::Undone(work) => self.read_elsewhere(work).await,
        }
    }

    /// Reads what one statement finds, together with the next intent, on the spot; none if it is not so simple.
    pub(super) fn read_one<T>(
        &self,
        statement: impl FnOnce(&mut Connection) -> Result<Option<(T, Option<Timestamp>)>, db::Error>,
    ) -> Option<(T, Freshness)> {
        self.near.read_one(statement).map(|(found, intent)| (found, Freshness::until_moment(intent)))
    }

    /// Reads on another thread than this.
    async fn read_elsewhere<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, Option<Timestamp>) -> Result<T, Unanswered> + Send + 'static,
    ) -> Result<T, Problem> {
        let read = self.database.read(move |connection| {
            let intent = store::next_intent(connection)?;
            work(connection, intent)
        });
        Ok(read.await?)
    }

    /// How many milliseconds back offline copies can be brought up to date from.
    pub(super) fn sync_window_ms(&self) -> i64 {
        i64::from(self.settings.sync_window_s) * 1000
    }

    /// Returns when a document last changed whose content changed at `updated_at`: later if the form of all changed since.
    pub(super) fn modified_at(&self, updated_at: Timestamp) -> Option<Timestamp> {
        Some(updated_at).max(self.settings.rebuilt_at)
    }

    /// Returns the addresses for reports of vulnerabilities.
    pub(super) fn security_contacts(&self) -> &[SecurityContact] {
        &self.settings.security_contacts
    }

    /// What feeds say of the site as a whole.
    pub(super) fn site(&self) -> &Site {
        &self.settings.site
    }

    /// The locale of those who name none.
    pub(super) fn default_locale(&self) -> &Locale {
        &self.settings.default_locale
    }
}

/// Work, and with what it answers until when that can be relied on: the next intent.
fn until_next_intent<T>(
    work: impl FnOnce(&mut Connection) -> Result<T, Unanswered>,
) -> impl FnOnce(&mut Connection, Option<Timestamp>) -> Result<(T, Freshness), Unanswered> {
    move |connection, intent| Ok((work(connection)?, Freshness::until_moment(intent)))
}

impl FromRequest for Reader {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let parts = request.app_data().zip(request.app_data()).zip(request.app_data());
        ready(
            parts
                .map(|((database, near), settings)| Self {
                    database: Data::clone(database),
                    near: Rc::clone(near),
                    settings: Data::clone(settings),
                })
                .ok_or_else(|| Problem::internal("the application has no database or no settings of delivery")),
        )
    }
}
