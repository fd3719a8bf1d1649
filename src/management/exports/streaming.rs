//! Streams an export: a blocking thread reads it in one transaction, a few chunks ahead of the client.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::writer::{ExportOptions, export};
use crate::db::{self, Database};
use crate::http::{ChunkSource, Code, Problem};

/// The maximum number of exports at once. Each holds a connection and prevents a checkpoint of the write-ahead log
/// while it runs.
const CONCURRENT_MAX: usize = 2;

/// The maximum number of chunks that are read ahead.
const CHUNKS_AHEAD: usize = 4;

/// The size of a chunk in bytes.
const CHUNK_BYTES: usize = 64 << 10;

/// The maximum time for which a client may stop reading.
const SEND_TIMEOUT: Duration = Duration::from_mins(1);

/// The free slots for exports.
#[derive(Debug, Clone)]
pub struct ExportSlots(Arc<Semaphore>);

impl Default for ExportSlots {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(CONCURRENT_MAX)))
    }
}

impl ExportSlots {
    /// Takes a slot, or returns 503.
    pub(super) fn acquire(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.0).try_acquire_owned().map_err(|_| {
            Problem::new(Code::TooManyStreams, "Other exports are running; try again later.")
                .with_header(RETRY_AFTER, HeaderValue::from_static("30"))
        })
    }
}

/// The chunks of an export, as they are read.
pub(super) struct ExportChunks {
    receiver: Receiver<ChunkMessage>,
    /// The first message, which tells whether the export can be read at all.
    first: Option<ChunkMessage>,
}

/// A chunk, or none at the end of the export.
type ChunkMessage = Result<Option<String>, db::Error>;

/// The reason why reading ended early.
enum ReadEnd {
    /// The client stopped reading.
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
        // The messages report the end of the task and its errors.
        drop(handle.clone().spawn_blocking(move || {
            let _permit = permit;
            read(&database, options, &sender, &handle);
        }));
        let mut chunks = Self { receiver, first: None };
        match chunks.receiver.recv().await {
            Some(Err(error)) => return Err(error.into()),
            first => chunks.first = first,
        }
        Ok(chunks)
    }
}

fn read(database: &Database, options: ExportOptions, sender: &Sender<ChunkMessage>, handle: &Handle) {
    let send = |message: ChunkMessage| -> Result<(), ReadEnd> {
        let sent = handle.block_on(async { tokio::time::timeout(SEND_TIMEOUT, sender.send(message)).await });
        if matches!(sent, Ok(Ok(()))) { Ok(()) } else { Err(ReadEnd::Abandoned) }
    };
    let mut chunk = String::new();
    let result = database.read_blocking(|connection| {
        export(connection, options, &mut |line| {
            chunk.push_str(&line);
            if chunk.len() < CHUNK_BYTES { Ok(()) } else { send(Ok(Some(std::mem::take(&mut chunk)))) }
        })
    });
    let sent = match result {
        Ok(()) => send(Ok(Some(std::mem::take(&mut chunk)))).and_then(|()| send(Ok(None))),
        Err(ReadEnd::Failed(error)) => send(Err(error)),
        Err(ReadEnd::Abandoned) => Err(ReadEnd::Abandoned),
    };
    if sent.is_err() {
        log::info!("an export was cancelled: the client stopped reading");
    }
}

impl ChunkSource for ExportChunks {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        let next = match self.first.take() {
            Some(first) => Some(first),
            None => self.receiver.recv().await,
        };
        match next {
            Some(chunk) => {
                if matches!(chunk, Ok(None)) {
                    self.receiver.close();
                }
                chunk.map_err(Problem::from)
            }
            None => Err(Problem::internal("an export ended without its last message")),
        }
    }
}
