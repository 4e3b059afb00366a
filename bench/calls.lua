-- The calls, for wrk. BENCH_CALL names one, BENCH_PEOPLE and BENCH_TOKENS are files; every request takes a person at
-- random and acts for that person's ICB.
local call = os.getenv("BENCH_CALL")
local today = os.getenv("BENCH_TODAY")
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init()
  math.randomseed(os.time() * 10 + number)
  run = string.format("%x%x", os.time(), number)
  sent = 0
  local wanted = ({ read30 = 30, read500 = 500 })[call]
  headers = {}
  for line in io.lines(os.getenv("BENCH_TOKENS")) do
    local icb, token = line:match("^(%S+)\t(%S+)$")
    headers[icb] = { Authorization = "Bearer " .. token, ["Content-Type"] = "application/json" }
  end
  people = {}
  for line in io.lines(os.getenv("BENCH_PEOPLE")) do
    local icb, id, facts, basis = line:match("^(%S+)\t(%S+)\t(%S+)\t(%S+)$")
    if not wanted or tonumber(facts) == wanted then people[#people + 1] = { icb = icb, id = id, basis = basis } end
  end
end

local function read(person) return "GET", "/v1/people/" .. person.id end

local calls = {
  read = read,
  read30 = read,
  read500 = read,
  deadlines = function() return "GET", "/v1/deadlines?status=overdue&limit=50" end,
  people = function() return "GET", "/v1/people?overdue=true&limit=50" end,
  fact = function(person)
    return "POST", "/v1/people/" .. person.id .. "/consents", string.format(
      '{"scope":"information_sharing","status":"given","basis":"%s","given_by":"Robin Aldous","effective_on":"%s","covers":["social_care","provider"]}',
      person.basis, today)
  end,
  referral = function(person)
    sent = sent + 1
    return "POST", "/v1/referrals", string.format([[{"client_reference":"B-%s-%d","received_on":"%s","source":"lead_professional",
"referrer":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"},
"person":{"nhs_number":"9991000011","family_name":"Aldous","given_name":"Robin","date_of_birth":"1993-05-17","conditions":["autism","learning_disability"],
"diagnosis_status":"confirmed","icb_ods":"%s","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},
"open_to_health_and_social_care":true,"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},
"risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"suggested_rag":"amber",
"what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite.",
"consents":[{"scope":"register","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28"},
{"scope":"information_sharing","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"]}]}]],
      run, sent, today, person.icb)
  end,
}

function request()
  local person = people[math.random(#people)]
  local method, path, body = calls[call](person)
  return wrk.format(method, path, headers[person.icb], body)
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("\nRESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
