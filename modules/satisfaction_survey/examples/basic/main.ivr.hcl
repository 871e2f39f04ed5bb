# A number that callers are given to say how it was.

variable "sandbox" {
  type        = string
  default     = "http://127.0.0.1:8787"
  description = "Where `ivrplan sandbox` listens. For real tenants, give the providers their own base_url."
}

provider "cxone" {
  base_url      = "${var.sandbox}/cxone"
  client_id     = env("CXONE_CLIENT_ID", "sandbox")
  client_secret = env("CXONE_CLIENT_SECRET", "sandbox")
}

provider "genesys" {
  base_url      = "${var.sandbox}/genesys"
  client_id     = env("GENESYS_CLIENT_ID", "sandbox")
  client_secret = env("GENESYS_CLIENT_SECRET", "sandbox")
}

module "survey" {
  source       = "../.."
  introduction = "Thank you for calling Northwind Outdoor. We have one question."
  questions    = ["Did we solve your problem? Press a key from 1, not at all, to 3, completely."]
  scale        = 3
  report_url   = "https://survey.example.com/v1/answers"
  report_body  = "{ \"solved\": \"$${survey_1}\" }"
}

flow "line" {
  entry = "survey"

  embed "survey" {
    flow = module.survey.flow
    on   = { answered = "thanks", skipped = "bye" }
  }

  disconnect "thanks" { say = "Thank you for your answer. Goodbye." }
  disconnect "bye" { say = "Thank you for your call. Goodbye." }
}

resource "cxone_ivr_flow" "line" {
  name = "Survey"
  flow = flow.line
}

resource "genesys_flow" "line" {
  name = "Survey"
  flow = flow.line
}

test "an answer takes one key" {
  flow   = flow.line
  inputs = ["3"]
  expect {
    path           = ["survey.introduction", "survey.question_1", "survey.answer_1_3", "survey.report", "thanks"]
    max_keypresses = 1
  }
}
