package dev.cairn.client

import kotlinx.serialization.Serializable

/** An error code. It is open: a later server may have codes that this version does not know. */
@JvmInline
@Serializable
public value class ErrorCode(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val MALFORMED_REQUEST: ErrorCode = ErrorCode("malformed_request")
        public val MALFORMED_JSON: ErrorCode = ErrorCode("malformed_json")
        public val INVALID_QUERY: ErrorCode = ErrorCode("invalid_query")
        public val INVALID_CURSOR: ErrorCode = ErrorCode("invalid_cursor")
        public val MISSING_CREDENTIALS: ErrorCode = ErrorCode("missing_credentials")
        public val INVALID_CREDENTIALS: ErrorCode = ErrorCode("invalid_credentials")
        public val FORBIDDEN: ErrorCode = ErrorCode("forbidden")
        public val SELF_APPROVAL: ErrorCode = ErrorCode("self_approval")
        public val NOT_FOUND: ErrorCode = ErrorCode("not_found")
        public val METHOD_NOT_ALLOWED: ErrorCode = ErrorCode("method_not_allowed")
        public val NOT_ACCEPTABLE: ErrorCode = ErrorCode("not_acceptable")
        public val REQUEST_TIMEOUT: ErrorCode = ErrorCode("request_timeout")
        public val SLUG_IN_USE: ErrorCode = ErrorCode("slug_in_use")
        public val ID_IN_USE: ErrorCode = ErrorCode("id_in_use")
        public val TRANSLATION_EXISTS: ErrorCode = ErrorCode("translation_exists")
        public val IN_USE: ErrorCode = ErrorCode("in_use")
        public val NOT_PUBLISHED: ErrorCode = ErrorCode("not_published")
        public val TRASHED: ErrorCode = ErrorCode("trashed")
        public val NOT_TRASHED: ErrorCode = ErrorCode("not_trashed")
        public val STILL_PUBLISHED: ErrorCode = ErrorCode("still_published")
        public val KEY_NOT_ACTIVE: ErrorCode = ErrorCode("key_not_active")
        public val LAST_ADMIN_KEY: ErrorCode = ErrorCode("last_admin_key")
        public val INVALID_TRANSITION: ErrorCode = ErrorCode("invalid_transition")
        public val SCHEDULED: ErrorCode = ErrorCode("scheduled")
        public val APPROVAL_REQUIRED: ErrorCode = ErrorCode("approval_required")
        public val UNPUBLISHED_REFERENCES: ErrorCode = ErrorCode("unpublished_references")
        public val WEBHOOK_DISABLED: ErrorCode = ErrorCode("webhook_disabled")
        public val GONE: ErrorCode = ErrorCode("gone")
        public val RESYNC_REQUIRED: ErrorCode = ErrorCode("resync_required")
        public val VERSION_MISMATCH: ErrorCode = ErrorCode("version_mismatch")
        public val PRECONDITION_FAILED: ErrorCode = ErrorCode("precondition_failed")
        public val PAYLOAD_TOO_LARGE: ErrorCode = ErrorCode("payload_too_large")
        public val URI_TOO_LONG: ErrorCode = ErrorCode("uri_too_long")
        public val UNSUPPORTED_MEDIA_TYPE: ErrorCode = ErrorCode("unsupported_media_type")
        public val VALIDATION_FAILED: ErrorCode = ErrorCode("validation_failed")
        public val PRECONDITION_REQUIRED: ErrorCode = ErrorCode("precondition_required")
        public val RATE_LIMITED: ErrorCode = ErrorCode("rate_limited")
        public val TOO_MANY_AUTH_FAILURES: ErrorCode = ErrorCode("too_many_auth_failures")
        public val HEADERS_TOO_LARGE: ErrorCode = ErrorCode("headers_too_large")
        public val INTERNAL_ERROR: ErrorCode = ErrorCode("internal_error")
        public val TOO_MANY_STREAMS: ErrorCode = ErrorCode("too_many_streams")
        public val OVERLOADED: ErrorCode = ErrorCode("overloaded")
        public val SERVER_TIMEOUT: ErrorCode = ErrorCode("server_timeout")
        public val STORAGE_FULL: ErrorCode = ErrorCode("storage_full")
        public val UNAVAILABLE: ErrorCode = ErrorCode("unavailable")

        /** No answer arrived. */
        public val NETWORK_ERROR: ErrorCode = ErrorCode("network_error")

        /** The answer was not what the API promises. */
        public val UNEXPECTED_RESPONSE: ErrorCode = ErrorCode("unexpected_response")
    }
}
