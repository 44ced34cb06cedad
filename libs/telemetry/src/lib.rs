//! What every function needs to be observable on Lambda.

use tracing_subscriber::EnvFilter;

/// Sends `tracing` events to standard output, from where Lambda takes them to CloudWatch Logs.
///
/// `RUST_LOG` filters (`template.yml` sets it for all functions; without it only errors pass).
/// Colours are off because CloudWatch shows escape codes as text, and time is off because
/// CloudWatch stamps every line itself.
///
/// Only the first call in a process has an effect.
pub fn init() {
    // A second subscriber in one process is refused; a test that starts two handlers must not die of it.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_ansi(false)
        .without_time()
        .try_init();
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_second_call_does_not_panic() {
        super::init();
        super::init();
    }
}
