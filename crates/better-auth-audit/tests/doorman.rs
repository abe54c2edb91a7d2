//! A plugin that asks more of Charlie and sends Rufus away.

use std::sync::Arc;

use async_trait::async_trait;
use axum::response::IntoResponse;
use better_auth_core::plugin::{Decision, Hooks, Mounted, Plugin};
use better_auth_core::{ApiError, Auth, ErrorCode, SignIn, error_codes};
use utoipa_axum::router::OpenApiRouter;

error_codes! {
    /// Not tonight.
    SENT_AWAY = FORBIDDEN, "Not tonight";
}

#[derive(Debug)]
pub(crate) struct DoormanPlugin;

impl<A> Plugin<A> for DoormanPlugin {
    fn name(&self) -> &'static str {
        "doorman"
    }

    fn hooks(&self, _: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(Doorman))
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        ALL
    }

    fn mount(&self, _: &Auth, _: &Arc<A>) -> Mounted {
        Mounted::routes(OpenApiRouter::new())
    }
}

#[derive(Debug)]
struct Doorman;

#[async_trait]
impl Hooks for Doorman {
    async fn before_session(&self, _: &Auth, sign_in: &SignIn<'_>) -> Result<Decision, ApiError> {
        Ok(match sign_in.user.name.as_str() {
            "charlie" => Decision::Challenge(Box::new("more".into_response())),
            "rufus" => Decision::Refuse(SENT_AWAY.into()),
            _ => Decision::Continue,
        })
    }
}
