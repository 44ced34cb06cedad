use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};
use tracing::info;

#[derive(Deserialize)]
struct EchoRequest {
    message: String,
}

#[derive(Serialize)]
struct EchoResponse {
    echo: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    lambda_runtime::run(service_fn(handler)).await
}

async fn handler(event: LambdaEvent<EchoRequest>) -> Result<EchoResponse, Error> {
    info!(request_id = %event.context.request_id, "handling event");
    let message = event.payload.message;
    Ok(EchoResponse {
        echo: format!("{message}… {message}… {message}…"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn answers_the_message_three_times() {
        let request = EchoRequest {
            message: "hi".into(),
        };
        let response = handler(LambdaEvent::new(request, Default::default()))
            .await
            .unwrap();
        assert_eq!(response.echo, "hi… hi… hi…");
    }
}
