//! What is awaited beside all else, and asked only when it has something to say.
//!
//! The framework asks whether the server stops each time that anything happens on a connection, which takes a lock each time.
//! Here that is a look at a flag.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::future::LocalBoxFuture;

/// A future that is not asked again before it called.
pub(super) struct Awaited<T> {
    future: LocalBoxFuture<'static, T>,
    call: Option<Arc<Call>>,
}

/// The call of a future to the one who waits for it.
struct Call {
    came: AtomicBool,
    waiting: Waker,
}

impl<T> Awaited<T> {
    pub(super) fn new(future: LocalBoxFuture<'static, T>) -> Self {
        Self { future, call: None }
    }
}

impl<T> Future for Awaited<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        if self.call.as_ref().is_some_and(|call| call.is_awaited_by(context.waker())) {
            return Poll::Pending;
        }
        let call = Arc::new(Call { came: AtomicBool::new(false), waiting: context.waker().clone() });
        self.call = Some(Arc::clone(&call));
        self.future.as_mut().poll(&mut Context::from_waker(&Waker::from(call)))
    }
}

impl Call {
    /// Whether it has still to come, and comes to that one.
    fn is_awaited_by(&self, waker: &Waker) -> bool {
        self.waiting.will_wake(waker) && !self.came.load(Ordering::Acquire)
    }
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        self.came.store(true, Ordering::Release);
        self.waiting.wake_by_ref();
    }
}
