//! The picture of one person's life on the register.

use crate::domain::id::PersonId;
use crate::domain::person::Person;
use crate::domain::view;
use crate::http::auth::{Caller, ReadPeople};
use crate::http::contract::ReadProblems;
use crate::http::extract::Ids;
use crate::http::reply::Answer;
use crate::store::Store;
use actix_web::http::header;
use actix_web::{HttpResponse, get, web};

/// What a picture may do in a browser: show itself, with its own styles.
const POLICY: (header::HeaderName, &str) =
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'");

/// Draw a person's timeline
///
/// A picture (SVG) of the stay on the register, the colours, spells in hospital, reviews, and every duty with its due date
/// and how it stands today, with a numbered list in plain words. It shows no name, number, birth date, address,
/// organisation or free text; whoever holds it still holds a health record.
#[utoipa::path(tag = "People", operation_id = "draw_timeline", params(("id" = PersonId, Path, description = "The person.")),
    responses((status = 200, description = "The picture.", body = String, content_type = "image/svg+xml"), ReadProblems), security(("bearer" = ["people:read"])))]
#[get("/v1/people/{id}/timeline.svg")]
pub(crate) async fn draw(caller: Caller<ReadPeople>, ids: Ids<1>, store: web::Data<Store>) -> Answer {
    let Ids([id]) = ids;
    let today = store.clock().today();
    let show = |p: &Person| Some(view::timeline(p, &view::duties_shown(p, store.packs(), today), today));
    let picture = caller.look::<Person, String>(&store, id, "draw_timeline", show).await?;
    Ok(HttpResponse::Ok().content_type("image/svg+xml; charset=utf-8").insert_header(POLICY).body(picture))
}
