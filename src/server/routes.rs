//! Which path leads where; the API's description is made of the same list.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use axum::{Json, Router, middleware};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::app::App;
use super::{combine, events, guard, health, openai, openapi, page, reference, speakers, tasks};

/// The API's routes with their description.
pub(super) fn api() -> OpenApiRouter<Arc<App>> {
    // What is sent there is counted as it is stored; JSON is held in memory and must be small.
    let uploads = OpenApiRouter::new()
        .routes(routes!(reference::speech_to_text))
        .routes(routes!(reference::speech_to_text_url))
        .routes(routes!(reference::transcribe))
        .routes(routes!(reference::align))
        .routes(routes!(reference::diarize))
        .routes(routes!(combine::combine))
        .routes(routes!(openai::transcriptions))
        .routes(routes!(openai::translations))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::with_openapi(openapi::Description::openapi())
        .merge(uploads)
        .routes(routes!(tasks::list))
        .routes(routes!(tasks::show))
        .routes(routes!(tasks::delete))
        .routes(routes!(tasks::cancel))
        .routes(routes!(tasks::retry))
        .routes(routes!(events::events))
        .routes(routes!(openai::models))
        .routes(routes!(speakers::create, speakers::list, speakers::clear))
        .routes(routes!(speakers::get, speakers::update, speakers::delete))
        .routes(routes!(speakers::search))
        .routes(routes!(speakers::identify))
        .routes(routes!(health::health))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .routes(routes!(health::options))
}

/// Everything that is answered.
pub(super) fn router(app: Arc<App>) -> Router {
    let (api, description) = api().split_for_parts();
    let description = openapi::finished(description);
    api.route("/", get(page::root))
        .route("/ui", get(page::index))
        .route("/ui/{name}", get(page::part))
        .route("/docs", get(page::docs))
        .route("/docs/{name}", get(page::docs_part))
        .route("/redoc", get(page::root))
        .route(
            "/openapi.json",
            get(move || async move { Json(description) }),
        )
        .fallback(page::not_found)
        .method_not_allowed_fallback(page::not_allowed)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            guard::admit,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            guard::identify,
        ))
        .with_state(app)
}
