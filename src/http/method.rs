//! The methods that change something, as words of JSON.

use crate::string_enum;

string_enum! {
    /// The method of a write.
    WriteMethod {
        /// Creates, or does what the address says.
        Post = "POST",
        /// Replaces.
        Put = "PUT",
        /// Changes parts.
        Patch = "PATCH",
        /// Removes.
        Delete = "DELETE",
    }
}
