//! The extractor for reads of the database by the handlers of delivery. It also returns the freshness of each result.

use std::future::{Ready, ready};
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::{error::ReadError, settings::DeliverySettings, store::changes::next_scheduled_event};
use crate::content::{Locale, Timestamp};
use crate::db::{self, Connection, Database, InlineRead, InlineReader, ScratchDatabase};
use crate::http::{Freshness, Problem};

/// The database and the settings of delivery, for one worker.
#[derive(Clone)]
pub struct DeliveryReader {
    database: Data<Database>,
    inline: Rc<InlineReader>,
    /// The database that is read instead, for a request with a preview token. It is not removed while it is read.
    preview: Option<Arc<ScratchDatabase>>,
    pub(super) settings: Data<DeliverySettings>,
}

impl DeliveryReader {
    /// Runs `work` in one read transaction on a thread of the pool. The result is fresh until the next scheduled
    /// publication or unpublication, which the same transaction reads.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<(T, Freshness), Problem> {
        self.read_in_pool(with_freshness(work)).await
    }

    /// Does the same as [`Self::read`] for reads of a few rows by key. Runs on the current thread if the database can be read
    /// without waiting, else on the pool.
    pub(super) async fn read_inline<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<(T, Freshness), Problem> {
        if self.preview.is_some() {
            return self.read_in_pool(with_freshness(work)).await;
        }
        match self.inline.read(next_scheduled_event, with_freshness(work)) {
            InlineRead::Done(outcome) => Ok(outcome?),
            InlineRead::Fallback(work) => self.read_in_pool(work).await,
        }
    }

    /// Runs one statement, which also reads the next scheduled event, on the current thread. Returns none if it finds no row,
    /// or if the database cannot be read without waiting.
    pub(super) fn try_read_statement<T>(
        &self,
        statement: impl FnOnce(&mut Connection) -> Result<Option<(T, Option<Timestamp>)>, db::Error>,
    ) -> Option<(T, Freshness)> {
        if self.preview.is_some() {
            return None;
        }
        self.inline.read_one(statement).map(|(found, next_event)| (found, Freshness::until(next_event)))
    }

    /// Runs `work` on a thread of the pool.
    async fn read_in_pool<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, Option<Timestamp>) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, Problem> {
        let database = self.preview.as_ref().map_or(&**self.database, |preview| preview.database());
        let read = database.read(move |connection| {
            let next_event = next_scheduled_event(connection)?;
            work(connection, next_event)
        });
        Ok(read.await?)
    }

    /// Returns the time of the last change of a document whose content changed at `updated_at`. It is later if all documents
    /// have been rebuilt in another form since.
    pub(super) fn modified_at(&self, updated_at: Timestamp) -> Option<Timestamp> {
        Some(updated_at).max(self.settings.rebuilt_at)
    }

    /// Returns the locale of requests that name none.
    pub(super) fn default_locale(&self) -> &Locale {
        &self.settings.default_locale
    }
}

/// Wraps `work` so that it also returns the freshness of its result, which ends at the next scheduled event.
fn with_freshness<T>(
    work: impl FnOnce(&mut Connection) -> Result<T, ReadError>,
) -> impl FnOnce(&mut Connection, Option<Timestamp>) -> Result<(T, Freshness), ReadError> {
    move |connection, next_event| Ok((work(connection)?, Freshness::until(next_event)))
}

impl FromRequest for DeliveryReader {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let preview = request.extensions().get::<Arc<ScratchDatabase>>().cloned();
        let parts = request.app_data().zip(request.app_data()).zip(request.app_data());
        ready(
            parts
                .map(|((database, inline), settings)| Self {
                    database: Data::clone(database),
                    inline: Rc::clone(inline),
                    preview,
                    settings: Data::clone(settings),
                })
                .ok_or_else(|| Problem::internal("the application has no database or no settings of delivery")),
        )
    }
}
