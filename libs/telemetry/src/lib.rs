//! What every function needs to be observable on Lambda.

use std::env;

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Sends `tracing` events to standard output, from where Lambda takes them to CloudWatch Logs.
///
/// `RUST_LOG` filters (`template.yml` sets it for all functions; without it only errors pass): a level,
/// `<target>=<level>`, or several of them with commas between. Filters by span or field, which bring a
/// regular-expression engine and half a megabyte with them, are `EnvFilter`'s of tracing-subscriber.
/// Colours are off because CloudWatch shows escape codes as text, and time is off because
/// CloudWatch stamps every line itself.
///
/// Only the first call in a process has an effect.
pub fn init() {
    // A second subscriber in one process is refused; a test that starts two handlers must not die of it.
    let _ = tracing_subscriber::registry()
        .with(
            tracing_subscriber::fmt::layer()
                .with_ansi(false)
                .without_time(),
        )
        .with(filter(&env::var("RUST_LOG").unwrap_or_default()))
        .try_init();
}

/// What cannot be understood is said and left out: a function is not to stop working for its logging.
fn filter(directives: &str) -> Targets {
    let understood = directives.split(',').map(str::trim).filter(|directive| {
        if directive.contains('[') {
            eprintln!("RUST_LOG: ignoring \"{directive}\"; spans and fields are not filtered");
            return false;
        }
        match directive.parse::<Targets>() {
            Ok(_) => !directive.is_empty(),
            Err(error) => {
                eprintln!("RUST_LOG: ignoring \"{directive}\"; {error}");
                false
            }
        }
    });
    // Nothing at all is read as "error".
    let joined = understood.collect::<Vec<_>>().join(",");
    joined.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::filter::{LevelFilter, Targets};

    #[test]
    fn a_second_call_does_not_panic() {
        super::init();
        super::init();
    }

    #[test]
    fn what_passes() {
        let only = |level| Targets::new().with_default(level);
        let errors = only(LevelFilter::ERROR);
        for (directives, expected) in [
            ("", errors.clone()),
            ("info", only(LevelFilter::INFO)),
            ("INFO", only(LevelFilter::INFO)),
            ("off", only(LevelFilter::OFF)),
            (" debug ,", only(LevelFilter::DEBUG)),
            (
                "echo=debug",
                Targets::new().with_target("echo", LevelFilter::DEBUG),
            ),
            (
                "warn, echo=debug,echo::db=off",
                only(LevelFilter::WARN)
                    .with_target("echo", LevelFilter::DEBUG)
                    .with_target("echo::db", LevelFilter::OFF),
            ),
            (
                "echo",
                Targets::new().with_target("echo", LevelFilter::TRACE),
            ),
            ("echo=loud", errors.clone()),
            ("echo=loud,info", only(LevelFilter::INFO)),
            ("echo[request]=debug", errors),
        ] {
            assert_eq!(super::filter(directives), expected, "{directives:?}");
        }
    }
}
