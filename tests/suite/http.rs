//! What every answer has, whatever was asked.

use crate::support::contract::{UNKNOWN, operations};
use crate::support::people::{referral, with};
use crate::support::stories;
use dsr::domain::refusal::Problem;
use reqwest::Method;
use serde_json::{Value, json};

stories! {
    async fn nothing_is_there_where_nothing_is(world: World) {
        for caller in [world.icb(), world.stranger("")] {
            for path in ["/v1", "/v1/", "/v2/people", "/nothing", "/v1/nothing", "/v1/people/", "//", "/v1/people/%00", "/problems/nonsense", "/%ff", "/admin", "/.env", "/..%2f..%2fetc/passwd"] {
                for method in [Method::GET, Method::POST] {
                    let reply = caller.send(method, path, &[], None).await;
                    assert!(matches!(reply.status.as_u16(), 400 | 401 | 404 | 405 | 415), "{path}: {}", reply.text);
                }
            }
            caller.get("/nothing").await.refused(404, "not_found");
        }
        for path in ["not-an-id", "1", "999 100 0011", "{id}", "%22", "018f0000"] {
            world.icb().get(&format!("/v1/people/{}", path.replace(' ', "%20"))).await.refused(404, "not_found");
        }
    }

    async fn a_path_says_which_methods_it_knows(world: World) {
        let icb = world.icb();
        let known = operations();
        let mut paths: Vec<_> = known.iter().map(|o| o.path.clone()).collect();
        paths.dedup();
        for path in paths {
            let of_path: Vec<_> = known.iter().filter(|o| o.path == path).collect();
            let methods: Vec<_> = of_path.iter().map(|o| o.method.clone()).collect();
            let address = of_path[0].at(&[("code", "stale")]);
            for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                // 'search' and 'preview' have the form of an identifier, which is read and corrected.
                let read = path.ends_with("/search") && [Method::GET, Method::PATCH].contains(&method);
                let taken = path.ends_with("/{id}/deadlines/preview") || path == "/v1/policies/preview";
                let read = read || taken && method == Method::GET;
                if methods.contains(&method) || read {
                    continue;
                }
                let reply = icb.send(method, &address, &[], None).await.refused(405, "method_not_allowed");
                let mut allowed: Vec<_> = reply.header("allow").split(", ").map(|m| m.parse::<Method>().unwrap()).collect();
                let mut methods = methods.clone();
                allowed.sort_by_key(ToString::to_string);
                methods.sort_by_key(ToString::to_string);
                assert_eq!(allowed, methods, "{path}");
            }
        }
    }

    async fn odd_methods_never_break_the_service(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let client = reqwest::Client::new();
        for path in ["/livez", "/v1/people", "/v1/referrals", &robin, "/docs/", "/openapi.json", "/", "/nothing"] {
            for method in ["HEAD", "OPTIONS", "TRACE", "PURGE", "PATCH", "PROPFIND"] {
                let answer = client.request(method.parse().unwrap(), format!("{}{path}", world.base)).bearer_auth(&icb.token).send().await.unwrap();
                assert!(answer.status().as_u16() < 500, "{method} {path}: {}", answer.status());
                assert!(answer.headers().contains_key("x-request-id"), "{method} {path}");
            }
        }
        icb.get(&robin).await.is(200);
    }

    async fn every_answer_names_its_request(world: World) {
        let icb = world.icb();
        let given = "018f3c1e-5b7a-7000-8000-00000000abcd";
        let known = icb.post("/v1/referrals", &referral(1)).await.is(201).header("location");
        for path in ["/livez", "/v1/people", "/nothing", known.as_str(), "/v1/people?limit=0", "/docs/", "/openapi.json"] {
            let reply = icb.send(Method::GET, path, &[("x-request-id", given), ("x-correlation-id", "case 7 / visit 3")], None).await;
            assert_eq!(reply.header("x-request-id"), given, "{path}");
            assert_eq!(reply.header("x-correlation-id"), "case 7 / visit 3");
            assert_eq!(reply.header("cache-control"), "no-store");
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            if reply.status.as_u16() >= 400 {
                assert_eq!(reply.json["instance"], json!(format!("urn:request:{given}")));
            }
        }
        for text in ["Robin Aldous", "9991000011", "", "018f3c1e", "../../x"] {
            let reply = icb.send(Method::GET, "/v1/people", &[("x-request-id", text)], None).await.is(200);
            let made = reply.header("x-request-id");
            assert_ne!(made, text);
            assert_eq!(made.len(), 36, "{made}");
            assert!(reply.headers.get("x-correlation-id").is_none());
        }
        let (one, two) = (icb.get("/livez").await.header("x-request-id"), icb.get("/livez").await.header("x-request-id"));
        assert_ne!(one, two);
        let long = "c".repeat(201);
        assert!(icb.send(Method::GET, "/livez", &[("x-correlation-id", &long)], None).await.headers.get("x-correlation-id").is_none());
    }

    async fn the_head_of_an_answer_is_that_of_get_without_its_body(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        for path in ["/livez", "/readyz", "/v1/people", &robin, "/openapi.json", "/problems/stale"] {
            let (head, whole) = (icb.send(Method::HEAD, path, &[], None).await.is(200), icb.get(path).await);
            assert_eq!(head.text, "", "{path}");
            for name in ["content-type", "etag", "content-length"] {
                assert_eq!(head.headers.get(name), whole.headers.get(name), "{path}: {name}");
            }
        }
        for (path, status) in [("/v1/people/search", 404), ("/v1/deadlines/preview", 405)] {
            let call = reqwest::Client::new().head(format!("{}{path}", world.base)).bearer_auth(&icb.token);
            assert_eq!(call.send().await.unwrap().status(), status, "{path}");
        }
    }

    async fn the_service_tells_of_itself(world: World) {
        let nobody = world.stranger("");
        assert_eq!(nobody.get("/livez").await.is(200).json, json!({"status": "live"}));
        let ready = nobody.get("/readyz").await.is(200).json;
        assert_eq!((&ready["status"], &ready["writable"]), (&json!("ready"), &json!(true)));
        assert_eq!(ready["migration"], ready["migration_expected"]);
        let engine = if world.engine == crate::support::Engine::Sqlite { "sqlite" } else { "postgres" };
        assert!(ready["database"].as_str().unwrap().starts_with(engine), "{ready}");
        let version = nobody.get("/version").await.is(200).json;
        assert_eq!((&version["name"], &version["version"]), (&json!("dsr"), &json!(env!("CARGO_PKG_VERSION"))));
        assert_eq!(version["packs"].as_str().unwrap().len(), 64);
        let policies = crate::support::people::each(version["policies"].as_array().unwrap(), "id");
        assert_eq!(policies, ["statute", "escalation", "escalation-red", "measures", "national", "seeds", "example-qzz", "example-qzz-escalation", "example-qzz-keyworking"], "those in force");
    }

    async fn every_problem_has_a_page_that_says_what_to_do(world: World) {
        let nobody = world.stranger("");
        for problem in Problem::ALL {
            let row = problem.row();
            let page = nobody.get(&format!("/problems/{}", row.code)).await.is(200);
            assert_eq!((page.header("content-type"), page.header("vary")), ("application/json".into(), "Accept".into()));
            let page = page.json;
            for (member, value) in [("code", row.code), ("title", row.title), ("meaning", row.meaning), ("advice", row.advice)] {
                assert_eq!(page[member], json!(value));
            }
            assert_eq!((&page["status"], &page["example"]["status"]), (&json!(row.status), &json!(row.status)));
            assert_eq!((&page["example"]["code"], &page["whose"]), (&json!(row.code), &json!(row.whose.code())));
            assert!(row.advice.len() > 15 && row.meaning.len() > 15);
        }
        let stale = nobody.get("/problems/stale").await.is(200).json;
        let by: Vec<_> = stale["operations"].as_array().unwrap().iter().map(|o| o["operation_id"].as_str().unwrap()).collect();
        assert!(by.contains(&"give_rating") && !by.contains(&"list_people"), "{by:?}");
        let unmet = nobody.get("/problems/rule_not_met").await.is(200).json["errors"].to_string();
        assert!(unmet.contains("no_register_consent") && !unmet.contains("nhs_number_format"), "{unmet}");
        let all = nobody.get("/problems").await.is(200).json;
        assert_eq!(all["data"].as_array().unwrap().len(), Problem::ALL.len());
        nobody.get("/problems?code=stale").await.is(200);
        let refused = world.icb().get("/v1/people?limit=0").await.refused(422, "invalid_request");
        nobody.get(refused.json["type"].as_str().unwrap()).await.is(200);
    }

    async fn problems_are_explained_to_people_who_prefer_a_page(world: World) {
        let nobody = world.stranger("");
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (accept, page) in [
            (browser, true),
            ("text/html", true),
            ("text/*;q=0.9, application/json;q=0.2", true),
            ("application/json", false),
            ("application/problem+json, text/html;q=0.5", false),
            ("text/html;q=0.4, application/json", false),
            ("*/*", false),
            ("image/png", false),
            ("nonsense", false),
            ("", false),
        ] {
            for path in ["/problems", "/problems/rule_not_met"] {
                let reply = nobody.send(Method::GET, path, &[("accept", accept)], None).await.is(200);
                assert_eq!(reply.header("content-type").starts_with("text/html"), page, "{accept}");
                assert_eq!(reply.header("vary"), "Accept");
            }
        }
        let accept = [("accept", browser)];
        for problem in Problem::ALL {
            let row = problem.row();
            let page = nobody.send(Method::GET, &format!("/problems/{}", row.code), &accept, None).await.is(200);
            let policy = page.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
            for barred in ["<script", "style=", "http://", "https://", "onclick"] {
                assert!(!page.text.contains(barred), "{}: {barred}", row.code);
            }
            for (tag, end) in [("<html lang=\"en-GB\">", "</html>"), ("<main>", "</main>"), ("<h1>", "</h1>"), ("<pre ", "</pre>")] {
                assert_eq!((page.text.matches(tag).count(), page.text.matches(end).count()), (1, 1), "{tag}");
            }
            assert!(page.text.contains("viewport") && page.text.contains(&format!("<code>{}</code>", row.code)));
            // Every link to another problem leads somewhere.
            for href in page.text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                if href.starts_with("/problems") {
                    nobody.send(Method::GET, href, &accept, None).await.is(200);
                }
            }
        }
        let rules = nobody.send(Method::GET, "/problems/rule_not_met", &accept, None).await.text;
        assert!(rules.contains("&quot;code&quot;: &quot;rule_not_met&quot;"), "the example is escaped");
        assert!(rules.contains("id=\"no_register_consent\"") && rules.contains("/docs/#/Referrals/decide_referral"));
        assert_eq!(nobody.get("/problems.css").await.is(200).header("content-type"), "text/css; charset=utf-8");
        nobody.send(Method::GET, "/problems/nonsense", &accept, None).await.refused(404, "not_found");
    }

    async fn the_contract_is_served_and_explored(world: World) {
        let nobody = world.stranger("");
        let contract = nobody.get("/openapi.json").await.is(200);
        assert_eq!(contract.json, serde_json::to_value(dsr::app::document()).unwrap());
        assert!(contract.json["openapi"].as_str().unwrap().starts_with("3.1"));
        assert_eq!(contract.header("content-type"), "application/json");
        let docs = nobody.get("/docs/").await.is(200);
        assert!(docs.text.to_lowercase().contains("swagger"), "{}", docs.text);
        assert!(docs.header("content-type").starts_with("text/html"));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let root = client.get(&world.base).send().await.unwrap();
        assert_eq!((root.status().as_u16(), root.headers()["location"].to_str().unwrap()), (302, "/docs/"));
        nobody.get("/").await.is(200);
    }

    async fn what_has_not_changed_is_not_sent_again(world: World) {
        let icb = world.icb();
        let referral_address = icb.post("/v1/referrals", &referral(2)).await.is(201).header("location");
        for address in [icb.robin().await, referral_address] {
            let tag = icb.get(&address).await.is(200).etag();
            assert_eq!(icb.get(&address).await.etag(), tag, "reading changes nothing");
            for held in [tag.clone(), format!("\"1.0\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
                let reply = icb.send(Method::GET, &address, &[("if-none-match", &held)], None).await.is(304);
                assert_eq!((reply.text.as_str(), reply.etag()), ("", tag.clone()), "{held}");
            }
            for held in ["\"1.0\"", "", "nonsense"] {
                icb.send(Method::GET, &address, &[("if-none-match", held)], None).await.is(200);
            }
        }
    }

    async fn the_examples_of_the_contract_are_accepted_as_they_stand(world: World) {
        let icb = world.icb();
        let find = |id: &str| operations().into_iter().find(|o| o.id == id).unwrap();
        let received = find("receive_referral").call(&icb, "/v1/referrals", &[]).await.is(201);
        let id = received.id();
        let at = |id: &str, values: &[(&str, &str)]| find(id).at(values);
        find("add_referral_information").call(&icb, &at("add_referral_information", &[("id", &id)]), &[]).await.is(200);
        let decided = find("decide_referral").call(&icb, &at("decide_referral", &[("id", &id)]), &[("if-match", "*")]).await.is(200);
        let person = decided.json["person_id"].as_str().unwrap().to_owned();
        find("search_people").call(&icb, "/v1/people/search", &[]).await.is(200);
        find("give_rating").call(&icb, &at("give_rating", &[("id", &person)]), &[("if-match", "*")]).await.is(201);
        let spell = find("record_admission").call(&icb, &at("record_admission", &[("id", &person)]), &[]).await.is(201).id();
        let held = find("request_review").call(&icb, &at("request_review", &[("id", &person)]), &[]).await.is(201).id();
        let declined = find("request_review").call(&icb, &at("request_review", &[("id", &person)]), &[]).await.is(201).id();
        for (operation, review) in [("offer_review", &held), ("offer_review", &declined), ("hold_review", &held), ("decline_review", &declined)] {
            find(operation).call(&icb, &at(operation, &[("id", &person), ("review_id", review)]), &[]).await.is(200);
        }
        find("record_discharge").call(&icb, &at("record_discharge", &[("id", &person), ("admission_id", &spell)]), &[]).await.is(200);
        find("record_consent").call(&icb, &at("record_consent", &[("id", &person)]), &[]).await.is(201);
        let second = icb.post("/v1/referrals", &with(&referral(3), [])).await.is(201).id();
        find("withdraw_referral").call(&icb, &at("withdraw_referral", &[("id", &second)]), &[]).await.is(200);
        assert_eq!(find("read_person").at(&[]), format!("/v1/people/{UNKNOWN}"));
        assert!(find("receive_referral").body.is_some_and(|body| body != Value::Null));
    }
}
