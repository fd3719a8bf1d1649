//! The server: from a listening socket to a request, with limits on the time for which a client may keep it waiting.
//!
//! Must not know how requests are handled.

mod connection;
mod head_rewriter;
mod http1_framing;
mod http2;
mod http2_response;
mod idle_timeout;
pub(super) mod response_body;
mod serve;
mod settings;
mod wake_gated;

use std::time::Duration;

pub use connection::ClientConnection;
pub use serve::serve;
pub use settings::{ConnectionSettings, raise_open_file_limit};

/// The time for which the server reads and discards bytes after a response that ends the connection. If it closed the
/// connection at once, the client could lose the response (RFC 9112, section 9.6).
const LINGER_TIMEOUT: Duration = Duration::from_secs(1);
