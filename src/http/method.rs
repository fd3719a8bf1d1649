//! The HTTP methods of writes, as JSON strings.

use crate::string_enum;

string_enum! {
    /// The method of a write.
    WriteMethod {
        /// Creates an entity or runs an action.
        Post = "POST",
        /// Replaces an entity.
        Put = "PUT",
        /// Changes members of an entity.
        Patch = "PATCH",
        /// Deletes an entity.
        Delete = "DELETE",
    }
}
