//! An export on its way: read on a thread of its own in one transaction, a few pieces ahead of whoever takes them.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::writer::{ExportOptions, export};
use crate::db::{self, Database};
use crate::http::{ChunkSource, Code, Problem};

/// How many exports run at once: each keeps a connection, and the write-ahead log from being cut, for as long as it does.
const CONCURRENT_MAX: usize = 2;

/// How many pieces are read ahead.
const CHUNKS_AHEAD: usize = 4;

/// How long a piece is.
const CHUNK_BYTES: usize = 64 << 10;

/// How long whoever takes an export may pause.
const SEND_TIMEOUT: Duration = Duration::from_mins(1);

/// How many exports may still begin.
#[derive(Debug, Clone)]
pub struct ExportSlots(Arc<Semaphore>);

impl Default for ExportSlots {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(CONCURRENT_MAX)))
    }
}

impl ExportSlots {
    /// A place for one more, or 503.
    pub(super) fn acquire(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.0).try_acquire_owned().map_err(|_| {
            Problem::new(Code::TooManyStreams, "Other exports are running; come back in a while.")
                .with_header(RETRY_AFTER, HeaderValue::from_static("30"))
        })
    }
}

/// ChunkSource of an export, as they are read.
pub(super) struct ExportChunks {
    receiver: Receiver<ChunkMessage>,
    /// The first one, which tells whether it can be read at all.
    first: Option<ChunkMessage>,
}

enum ChunkMessage {
    Piece(String),
    Done,
    Failed(db::Error),
}

/// Why reading ended early.
enum ReadEnd {
    /// Nobody takes it any more.
    Abandoned,
    Failed(db::Error),
}

impl From<db::Error> for ReadEnd {
    fn from(error: db::Error) -> Self {
        Self::Failed(error)
    }
}

impl ExportChunks {
    /// Begins to read.
    pub(super) async fn begin(
        database: Database,
        options: ExportOptions,
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, Problem> {
        let (sender, receiver) = channel(CHUNKS_AHEAD);
        let handle = Handle::current();
        // Whether it ends, and how, is told by its messages.
        drop(handle.clone().spawn_blocking(move || {
            let _permit = permit;
            read(&database, options, &sender, &handle);
        }));
        let mut pieces = Self { receiver, first: None };
        match pieces.receiver.recv().await {
            Some(ChunkMessage::Failed(error)) => return Err(error.into()),
            first => pieces.first = first,
        }
        Ok(pieces)
    }
}

fn read(database: &Database, options: ExportOptions, sender: &Sender<ChunkMessage>, handle: &Handle) {
    let send = |message: ChunkMessage| -> Result<(), ReadEnd> {
        let sent = handle.block_on(async { tokio::time::timeout(SEND_TIMEOUT, sender.send(message)).await });
        if matches!(sent, Ok(Ok(()))) { Ok(()) } else { Err(ReadEnd::Abandoned) }
    };
    let mut piece = String::new();
    let walked = database.read_blocking(|connection| {
        export(connection, options, &mut |line| {
            piece.push_str(&line);
            if piece.len() < CHUNK_BYTES { Ok(()) } else { send(ChunkMessage::Piece(std::mem::take(&mut piece))) }
        })
    });
    let last = match walked {
        Ok(()) => send(ChunkMessage::Piece(std::mem::take(&mut piece))).and_then(|()| send(ChunkMessage::Done)),
        Err(ReadEnd::Failed(error)) => send(ChunkMessage::Failed(error)),
        Err(ReadEnd::Abandoned) => Err(ReadEnd::Abandoned),
    };
    if last.is_err() {
        log::info!("an export was given up: nobody took it any more");
    }
}

impl ChunkSource for ExportChunks {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        let next = match self.first.take() {
            Some(first) => Some(first),
            None => self.receiver.recv().await,
        };
        match next {
            Some(ChunkMessage::Piece(piece)) => Ok(Some(piece)),
            Some(ChunkMessage::Done) => {
                self.receiver.close();
                Ok(None)
            }
            Some(ChunkMessage::Failed(error)) => Err(error.into()),
            None => Err(Problem::internal("an export ended before its end")),
        }
    }
}
