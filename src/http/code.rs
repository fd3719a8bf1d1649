//! The one table of error codes.

use actix_web::http::StatusCode;

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $word:tt, $status:ident, $title:literal;)+) => {
        /// Every code a problem document can carry. A code is never renamed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[schema(as = ErrorCode)]
        pub enum Code {
            $($(#[$meta])* #[serde(rename = $word)] $variant),+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its spelling.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The status it goes with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status),+ }
            }

            /// What it means, in a few words that are the same each time.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }
        }
    };
}

codes! {
    /// The request as a whole makes no sense.
    MalformedRequest = "malformed_request", BAD_REQUEST, "The request cannot be understood";
    /// The body is not JSON.
    MalformedJson = "malformed_json", BAD_REQUEST, "The body is not valid JSON";
    /// A query parameter is unknown or has a bad value.
    InvalidQuery = "invalid_query", BAD_REQUEST, "The query has mistakes";
    /// The cursor was not made by this list, or for another query.
    InvalidCursor = "invalid_cursor", BAD_REQUEST, "The cursor is not valid here";
    /// No key was sent.
    MissingCredentials = "missing_credentials", UNAUTHORIZED, "A key is required";
    /// The key is unknown, expired or revoked.
    InvalidCredentials = "invalid_credentials", UNAUTHORIZED, "The key is not valid";
    /// The key's role does not allow this.
    Forbidden = "forbidden", FORBIDDEN, "The key does not allow this";
    /// Whoever approves has written or submitted some of it.
    SelfApproval = "self_approval", FORBIDDEN, "Nobody approves their own work";
    /// Nothing is there.
    NotFound = "not_found", NOT_FOUND, "Not found";
    /// The address takes other methods.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "The method is not allowed here";
    /// No representation that the client accepts.
    NotAcceptable = "not_acceptable", NOT_ACCEPTABLE, "No acceptable representation";
    /// The body did not come in time.
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT, "The body did not come in time";
    /// Another thing has the slug.
    SlugInUse = "slug_in_use", CONFLICT, "The slug is in use";
    /// Another thing has the id.
    IdInUse = "id_in_use", CONFLICT, "The id is in use";
    /// The translation group has an article of this locale.
    TranslationExists = "translation_exists", CONFLICT, "The translation group has this locale";
    /// Other things refer to this one.
    InUse = "in_use", CONFLICT, "Others refer to it";
    /// The thing is not published.
    NotPublished = "not_published", CONFLICT, "It is not published";
    /// The thing is in the trash.
    Trashed = "trashed", CONFLICT, "It is in the trash";
    /// The thing is not in the trash.
    NotTrashed = "not_trashed", CONFLICT, "It is not in the trash";
    /// The thing is published.
    StillPublished = "still_published", CONFLICT, "It is published";
    /// The key does not work any more, or another one follows it already.
    KeyNotActive = "key_not_active", CONFLICT, "The key does not work any more";
    /// Nobody could keep keys without it.
    LastAdminKey = "last_admin_key", CONFLICT, "It is the last admin key";
    /// From where it stands in its life this step does not lead on.
    InvalidTransition = "invalid_transition", CONFLICT, "Not possible from where it stands";
    /// It is to be published as it stands.
    Scheduled = "scheduled", CONFLICT, "It is scheduled to be published";
    /// The content, as it stands, was not approved.
    ApprovalRequired = "approval_required", CONFLICT, "It needs an approval";
    /// What it refers to is not published.
    UnpublishedReferences = "unpublished_references", CONFLICT, "It refers to something unpublished";
    /// The webhook is disabled.
    WebhookDisabled = "webhook_disabled", CONFLICT, "The webhook is disabled";
    /// What was here was taken back.
    Gone = "gone", GONE, "No longer published";
    /// What the phone knows is too old to go on from.
    ResyncRequired = "resync_required", GONE, "Begin again";
    /// The working copy has changed since.
    VersionMismatch = "version_mismatch", PRECONDITION_FAILED, "The version has changed";
    /// What the client said must hold of the answer does not.
    PreconditionFailed = "precondition_failed", PRECONDITION_FAILED, "A precondition does not hold";
    /// The body is over the limit.
    PayloadTooLarge = "payload_too_large", PAYLOAD_TOO_LARGE, "The body is too large";
    /// The address is over the limit.
    UriTooLong = "uri_too_long", URI_TOO_LONG, "The address is too long";
    /// The body's type is not taken here.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The body has the wrong type";
    /// The content breaks rules.
    ValidationFailed = "validation_failed", UNPROCESSABLE_ENTITY, "The content has mistakes";
    /// `If-Match` is missing.
    PreconditionRequired = "precondition_required", PRECONDITION_REQUIRED, "If-Match is required";
    /// The client sent as many requests as it may for now.
    RateLimited = "rate_limited", TOO_MANY_REQUESTS, "Too many requests";
    /// Too many wrong keys came from the same address.
    TooManyAuthFailures = "too_many_auth_failures", TOO_MANY_REQUESTS, "Too many wrong keys";
    /// The headers are over the limit.
    HeadersTooLarge = "headers_too_large", REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large";
    /// A mistake of the server.
    Internal = "internal_error", INTERNAL_SERVER_ERROR, "Something went wrong here";
    /// As many streams are open as the server keeps.
    TooManyStreams = "too_many_streams", SERVICE_UNAVAILABLE, "Too many streams are open";
    /// As much is under way as the server takes on at once.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE, "Too much to do";
    /// The request took longer than it may.
    ServerTimeout = "server_timeout", SERVICE_UNAVAILABLE, "It took too long";
    /// There is no room for what is to be stored.
    StorageFull = "storage_full", INSUFFICIENT_STORAGE, "There is no space left";
    /// Not able to answer right now.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Not available right now";
}
