//! The declaration of the endpoints of a module, once for each operation.

/// Declares the endpoints of a module.
///
/// Generates `Api`, the module's part of the OpenAPI document, and `register`, which adds its routes. After `batch:` it
/// also generates `BATCH`, the operations that are allowed in a batch: those followed by the role, the shape of the
/// request and the function that a batch calls.
macro_rules! endpoints {
    (batch: $($declaration:tt)+) => {
        $crate::management::endpoints::endpoints!($($declaration)+);
        $crate::management::endpoints::endpoints!(@batch $($declaration)+);
    };
    (@batch $($path:expr => $(
        $method:ident $($function:ident)::+ $([$role:ident $shape:ident $($in_batch:ident)::+])?
    ),+;)+) => {
        /// The operations that a batch can hold.
        pub(in crate::management) const BATCH: &[$crate::management::batch_call::BatchEntry] = &[$($($(
            $crate::management::batch_call::BatchEntry {
                method: $crate::management::endpoints::endpoints!(@method $method),
                path: $path,
                role: $crate::auth::Role::$role,
                shape: $crate::management::batch_call::RequestShape::$shape,
                run: $($in_batch)::+,
            },
        )?)+)+];
    };
    (@method post) => { $crate::http::WriteMethod::Post };
    (@method put) => { $crate::http::WriteMethod::Put };
    (@method patch) => { $crate::http::WriteMethod::Patch };
    (@method delete) => { $crate::http::WriteMethod::Delete };
    ($($path:expr => $($method:ident $($function:ident)::+ $([$($batch:tt)+])?),+;)+) => {
        /// The part of the OpenAPI document.
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($($($($function)::+),+),+))]
        pub(in crate::management) struct Api;

        /// Adds the routes.
        pub(in crate::management) fn register(config: &mut actix_web::web::ServiceConfig) {
            $($crate::http::Endpoint::at($path)$(.$method($($function)::+))+.register(config);)+
        }
    };
}

pub(super) use endpoints;
