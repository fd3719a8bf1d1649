//! The one table of error codes.

use actix_web::http::StatusCode;

/// The path of the page that describes all codes.
pub const PROBLEM_TYPES: &str = "/docs/errors";

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $word:tt, $status:ident, $title:literal;)+) => {
        /// The error codes of problem documents. A code is never renamed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[schema(as = ErrorCode)]
        pub enum Code {
            $($(#[$meta])* #[serde(rename = $word)] $variant),+
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the name of the code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Returns the `type` of its problems (RFC 9457, 3.1.1): its section of [`PROBLEM_TYPES`], relative to the server.
            pub const fn problem_type(self) -> &'static str {
                match self { $(Self::$variant => concat!("/docs/errors#", $word)),+ }
            }

            /// Returns the HTTP status of the code.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status),+ }
            }

            /// Returns the title: a short, constant description.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }
        }
    };
}

codes! {
    /// The request cannot be parsed.
    MalformedRequest = "malformed_request", BAD_REQUEST, "The request is malformed";
    /// The body is not JSON.
    MalformedJson = "malformed_json", BAD_REQUEST, "The body is not valid JSON";
    /// A query parameter is unknown or has a bad value.
    InvalidQuery = "invalid_query", BAD_REQUEST, "The query is invalid";
    /// The cursor belongs to another list or query.
    InvalidCursor = "invalid_cursor", BAD_REQUEST, "The cursor is invalid";
    /// No key was sent.
    MissingCredentials = "missing_credentials", UNAUTHORIZED, "A key is required";
    /// The key is unknown, expired or revoked.
    InvalidCredentials = "invalid_credentials", UNAUTHORIZED, "The key is invalid";
    /// The role of the key does not allow the operation.
    Forbidden = "forbidden", FORBIDDEN, "The key does not allow the operation";
    /// The approver has written or submitted a part of the content.
    SelfApproval = "self_approval", FORBIDDEN, "Authors cannot approve their own content";
    /// There is nothing at the path.
    NotFound = "not_found", NOT_FOUND, "Not found";
    /// The path does not support the method.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "The method is not allowed";
    /// There is no representation that the client accepts.
    NotAcceptable = "not_acceptable", NOT_ACCEPTABLE, "No acceptable representation";
    /// The body did not arrive in time.
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT, "The body did not arrive in time";
    /// Another entity has the slug.
    SlugInUse = "slug_in_use", CONFLICT, "The slug is in use";
    /// Another entity has the id.
    IdInUse = "id_in_use", CONFLICT, "The id is in use";
    /// The translation group already has an article in the locale.
    TranslationExists = "translation_exists", CONFLICT, "The translation group already has the locale";
    /// Other entities refer to the entity.
    InUse = "in_use", CONFLICT, "Other entities refer to the entity";
    /// The entity is not published.
    NotPublished = "not_published", CONFLICT, "The entity is not published";
    /// The entity is in the trash.
    Trashed = "trashed", CONFLICT, "The entity is in the trash";
    /// The entity is not in the trash.
    NotTrashed = "not_trashed", CONFLICT, "The entity is not in the trash";
    /// The entity is published.
    StillPublished = "still_published", CONFLICT, "The entity is published";
    /// The key has expired, or was revoked or rotated.
    KeyNotActive = "key_not_active", CONFLICT, "The key is not active";
    /// The key is the last one that can manage keys.
    LastAdminKey = "last_admin_key", CONFLICT, "The key is the last admin key";
    /// The status of the entity does not allow the step.
    InvalidTransition = "invalid_transition", CONFLICT, "The status does not allow the step";
    /// The entity is scheduled to be published.
    Scheduled = "scheduled", CONFLICT, "The entity is scheduled to be published";
    /// The current content is not approved.
    ApprovalRequired = "approval_required", CONFLICT, "An approval is required";
    /// The entity refers to an unpublished entity.
    UnpublishedReferences = "unpublished_references", CONFLICT, "The entity refers to an unpublished entity";
    /// The webhook is disabled.
    WebhookDisabled = "webhook_disabled", CONFLICT, "The webhook is disabled";
    /// The entity was unpublished.
    Gone = "gone", GONE, "No longer published";
    /// The token or change number of the client is too old or unknown.
    ResyncRequired = "resync_required", GONE, "A new synchronization is required";
    /// The working copy has another version than `If-Match`.
    VersionMismatch = "version_mismatch", PRECONDITION_FAILED, "The version has changed";
    /// A precondition of the request does not match the response.
    PreconditionFailed = "precondition_failed", PRECONDITION_FAILED, "A precondition failed";
    /// The body exceeds the size limit.
    PayloadTooLarge = "payload_too_large", PAYLOAD_TOO_LARGE, "The body is too large";
    /// The request target exceeds the length limit.
    UriTooLong = "uri_too_long", URI_TOO_LONG, "The request target is too long";
    /// The media type of the body is not supported.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The media type is not supported";
    /// The input is invalid.
    ValidationFailed = "validation_failed", UNPROCESSABLE_ENTITY, "The input is invalid";
    /// `If-Match` is missing.
    PreconditionRequired = "precondition_required", PRECONDITION_REQUIRED, "If-Match is required";
    /// The client exceeds its rate limit.
    RateLimited = "rate_limited", TOO_MANY_REQUESTS, "Too many requests";
    /// The address of the client sent too many invalid keys.
    TooManyAuthFailures = "too_many_auth_failures", TOO_MANY_REQUESTS, "Too many invalid keys";
    /// The headers exceed the size limit.
    HeadersTooLarge = "headers_too_large", REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large";
    /// An error of the server.
    Internal = "internal_error", INTERNAL_SERVER_ERROR, "Internal server error";
    /// The maximum number of event streams is open.
    TooManyStreams = "too_many_streams", SERVICE_UNAVAILABLE, "Too many event streams are open";
    /// The maximum number of concurrent requests is running.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE, "The server is overloaded";
    /// The request exceeded its timeout.
    ServerTimeout = "server_timeout", SERVICE_UNAVAILABLE, "The request timed out";
    /// The disk of the database is full.
    StorageFull = "storage_full", INSUFFICIENT_STORAGE, "The disk is full";
    /// The server cannot process the request at the moment.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Temporarily unavailable";
}
