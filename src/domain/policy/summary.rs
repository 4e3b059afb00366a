//! What a pack says, in lines for a person who has to approve it.

use crate::domain::policy::{AppliesTo, Condition, Counting, Pack, Rule};

impl Pack {
    /// The pack in one line: id, version, layer, since when, title.
    #[must_use]
    pub fn headline(&self) -> String {
        let icbs: Vec<&str> = self.icbs.iter().map(crate::domain::ods::Ods::as_str).collect();
        let whose = if icbs.is_empty() { self.layer.to_string() } else { format!("{} {}", self.layer, icbs.join(" ")) };
        let clocks = match (&self.replaces, self.applies_to) {
            (Some(version), Some(AppliesTo::Running)) => format!(", replaces {version} for running clocks too"),
            (Some(version), _) => format!(", replaces {version} for new clocks"),
            _ => String::new(),
        };
        let silent = if self.in_force { "" } else { ", NOT IN FORCE" };
        format!("{} {} ({whose}, from {}{clocks}{silent}): {}", self.id, self.version, self.effective_from, self.title)
    }

    /// Everything it says, one line a rule, action or criterion, with its source.
    #[must_use]
    pub fn summary(&self) -> Vec<String> {
        let mut lines = vec![self.headline(), format!("  digest {}", self.digest)];
        if let Some(criteria) = &self.criteria {
            let asks = [
                criteria.open_to_health_and_social_care.then(|| "open to health and social care".to_owned()),
                criteria.in_crisis.then(|| "in mental-health crisis, or in hospital".to_owned()),
                criteria.minimum_age.map(|age| format!("{age} or over")),
            ];
            let asks: Vec<String> = asks.into_iter().flatten().collect();
            lines.push(format!("  a referral: {} [{}]", asks.join("; "), criteria.source));
        }
        if let Some(keyworking) = &self.keyworking {
            let limit = keyworking.caseload_limit.map(|limit| format!("at most {limit} people each"));
            let groups = keyworking.groups.iter().map(|group| format!("also for {group}"));
            let says: Vec<String> = limit.into_iter().chain(groups).collect();
            lines.push(format!("  keyworkers: {} [{}]", says.join("; "), keyworking.source));
        }
        if let Some(escalation) = &self.escalation {
            let says =
                if escalation.steps_up_by_itself { "goes up by itself" } else { "waits until somebody steps it up" };
            lines.push(format!("  an escalation without an answer: {says} [{}]", escalation.source));
        }
        if let Some(measures) = &self.measures {
            let days = measures.community_review_within_days;
            lines.push(format!("  measures: a community C(E)TR counts for {days} days [{}]", measures.source));
        }
        lines.extend(self.rules.iter().map(|rule| format!("  {}: {} [{}]", rule.duty, rule.in_words(), rule.source)));
        lines.extend(self.actions.iter().map(|a| format!("  {}: {} {} [{}]", a.rag, a.force, a.action, a.source)));
        lines
    }
}

impl Rule {
    /// The rule without its source: `must, 28 days, adult track`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let counted = if self.counting == Counting::Inclusive { " beginning with the day" } else { "" };
        let parts = [
            Some(format!("{}, {}{counted}", self.force, self.interval)),
            self.when.in_words(),
            self.must_be_held.then(|| "must be held".to_owned()),
            self.shown_from_age.map(|age| format!("shown from the {age}th birthday")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Condition {
    /// Whom it holds for; nothing when for everyone.
    #[must_use]
    pub fn in_words(&self) -> Option<String> {
        let codes = |codes: Vec<&str>| codes.join(" or ");
        let security = self.security.as_ref().map(|levels| codes(levels.iter().map(|level| level.code()).collect()));
        let rag = self.rag.as_ref().map(|colours| codes(colours.iter().map(|colour| colour.code()).collect()));
        let parts = [
            self.track.map(|track| format!("{track} track")),
            security.map(|levels| format!("security {levels}")),
            rag.map(|colours| format!("while {colours}")),
            self.age_under.map(|age| format!("under {age}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}
