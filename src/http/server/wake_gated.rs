//! A future that is polled again only after its waker was called.
//!
//! The framework polls the shutdown signal at each event of a connection, which takes a lock each time. With this wrapper, such
//! a poll reads one flag.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::future::LocalBoxFuture;

/// Wraps a future and skips polls that come before its waker was called.
pub(super) struct WakeGated<T> {
    future: LocalBoxFuture<'static, T>,
    flag: Option<Arc<WakeFlag>>,
}

/// The waker that the wrapped future gets: sets a flag and wakes the task.
struct WakeFlag {
    is_woken: AtomicBool,
    waker: Waker,
}

impl<T> WakeGated<T> {
    pub(super) fn new(future: LocalBoxFuture<'static, T>) -> Self {
        Self { future, flag: None }
    }
}

impl<T> Future for WakeGated<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let is_waiting =
            |flag: &Arc<WakeFlag>| flag.waker.will_wake(context.waker()) && !flag.is_woken.load(Ordering::Acquire);
        if self.flag.as_ref().is_some_and(is_waiting) {
            return Poll::Pending;
        }
        let flag = Arc::new(WakeFlag { is_woken: AtomicBool::new(false), waker: context.waker().clone() });
        self.flag = Some(Arc::clone(&flag));
        self.future.as_mut().poll(&mut Context::from_waker(&Waker::from(flag)))
    }
}

impl Wake for WakeFlag {
    fn wake(self: Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.waker.wake_by_ref();
    }
}
