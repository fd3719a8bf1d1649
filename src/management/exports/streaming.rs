//! An export on its way: read on a thread of its own in one transaction, a few pieces ahead of whoever takes them.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::walk::{ExportOptions, export};
use crate::db::{self, Database};
use crate::http::{Code, Pieces, Problem};

/// How many exports run at once: each keeps a connection, and the write-ahead log from being cut, for as long as it does.
const AT_ONCE: usize = 2;

/// How many pieces are read ahead.
const AHEAD: usize = 4;

/// How long a piece is.
const PIECE_BYTES: usize = 64 << 10;

/// How long whoever takes an export may pause.
const PATIENCE: Duration = Duration::from_mins(1);

/// How many exports may still begin.
#[derive(Debug, Clone)]
pub struct ExportSlots(Arc<Semaphore>);

impl Default for ExportSlots {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl ExportSlots {
    /// A place for one more, or 503.
    pub(super) fn take(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.0).try_acquire_owned().map_err(|_| {
            Problem::new(Code::TooManyStreams, "Other exports are running; come back in a while.")
                .with_header(RETRY_AFTER, HeaderValue::from_static("30"))
        })
    }
}

/// Pieces of an export, as they are read.
pub(super) struct ExportPieces {
    receiver: Receiver<Message>,
    /// The first one, which tells whether it can be read at all.
    first: Option<Message>,
}

enum Message {
    Piece(String),
    Done,
    Failed(db::Error),
}

/// Why reading ended early.
enum Ended {
    /// Nobody takes it any more.
    Abandoned,
    Failed(db::Error),
}

impl From<db::Error> for Ended {
    fn from(error: db::Error) -> Self {
        Self::Failed(error)
    }
}

impl ExportPieces {
    /// Begins to read.
    pub(super) async fn begin(
        database: Database,
        options: ExportOptions,
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, Problem> {
        let (sender, receiver) = channel(AHEAD);
        let handle = Handle::current();
        // Whether it ends, and how, is told by its messages.
        drop(handle.clone().spawn_blocking(move || {
            let _permit = permit;
            read(&database, options, &sender, &handle);
        }));
        let mut pieces = Self { receiver, first: None };
        match pieces.receiver.recv().await {
            Some(Message::Failed(error)) => return Err(error.into()),
            first => pieces.first = first,
        }
        Ok(pieces)
    }
}

fn read(database: &Database, options: ExportOptions, sender: &Sender<Message>, handle: &Handle) {
    let send = |message: Message| -> Result<(), Ended> {
        let sent = handle.block_on(async { tokio::time::timeout(PATIENCE, sender.send(message)).await });
        if matches!(sent, Ok(Ok(()))) { Ok(()) } else { Err(Ended::Abandoned) }
    };
    let mut piece = String::new();
    let walked = database.read_blocking(|connection| {
        export(connection, options, &mut |line| {
            piece.push_str(&line);
            if piece.len() < PIECE_BYTES { Ok(()) } else { send(Message::Piece(std::mem::take(&mut piece))) }
        })
    });
    let last = match walked {
        Ok(()) => send(Message::Piece(std::mem::take(&mut piece))).and_then(|()| send(Message::Done)),
        Err(Ended::Failed(error)) => send(Message::Failed(error)),
        Err(Ended::Abandoned) => Err(Ended::Abandoned),
    };
    if last.is_err() {
        log::info!("an export was given up: nobody took it any more");
    }
}

impl Pieces for ExportPieces {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        let next = match self.first.take() {
            Some(first) => Some(first),
            None => self.receiver.recv().await,
        };
        match next {
            Some(Message::Piece(piece)) => Ok(Some(piece)),
            Some(Message::Done) => {
                self.receiver.close();
                Ok(None)
            }
            Some(Message::Failed(error)) => Err(error.into()),
            None => Err(Problem::internal("an export ended before its end")),
        }
    }
}
