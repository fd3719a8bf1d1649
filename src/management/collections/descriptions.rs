//! The descriptions of the operations in the OpenAPI document.

/// Creating an entity.
pub(super) const CREATE: &str = "Creates a draft with version 1; publishes nothing. With an `id` of your own the request can be sent again safely: \
     the second response is 200 with the existing working copy. Needs the role `author`.";

/// Reading a working copy.
pub(super) const GET: &str =
    "Returns the working copy as last saved, published or not. `If-Match` takes its `ETag`. Needs the role `viewer`.";

/// Replacing the content.
pub(super) const REPLACE: &str =
    "Replaces the whole content: fields that the body omits are removed. Publishes nothing. Needs the role `author`.";

/// Changing parts of the content.
pub(super) const UPDATE: &str = "Applies a JSON Merge Patch (RFC 7396): `null` clears a field, lists are replaced as a whole. Publishes nothing. \
     Needs the role `author`.";

/// Listing working copies.
pub(super) const LIST: &str = "Returns working copies, the last written first. Those in the trash are only listed with `status=trashed`. Needs the \
     role `viewer`.";

/// Deleting an entity.
pub(super) const DELETE: &str = "Moves the entity to the trash, from which it can be restored. Refused with 409 while it is published or others \
     refer to it, unless `force=true`: then it is unpublished and removed from its referrers, each of which gets a new \
     version; resources that point to it are deleted too. Needs the role `author`; with `force`, or if the entity is \
     scheduled, `editor`.";

/// Listing articles, which have sections.
pub(super) const LIST_ARTICLES: &str = "Returns working copies without their sections, the last written first. Those in the trash are only listed with \
     `status=trashed`. Needs the role `viewer`.";

/// Deleting an article, which may be withdrawn.
pub(super) const DELETE_ARTICLE: &str = "Moves the article to the trash, from which it can be restored. Refused with 409 while it is published or others \
     refer to it, unless `force=true`: then it is unpublished and removed from its referrers, each of which gets a new \
     version; resources that point to it are deleted too. A withdrawn article is no longer shown: readers get 410. \
     Needs the role `author`; with `force`, or if the article was withdrawn or is scheduled, `editor`.";
