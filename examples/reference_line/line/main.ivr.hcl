# The line in one language. Each module says one thing well; here stands what follows what.

variable "language" {
  type        = string
  description = "The code of the language: the skill that somebody needs."
}

variable "texts" {
  type        = map(string)
  description = "What the line says in that language."
}

variable "open" {
  type        = map(string)
  description = "When somebody is there."
}

variable "holidays" {
  type        = list(string)
  description = "Days on which nobody is there."
}

module "hours" {
  source         = "../../../modules/business_hours"
  greeting       = var.texts.greeting
  open           = var.open
  holidays       = var.holidays
  closed_message = var.texts.closed
}

module "menu" {
  source = "../../../modules/main_menu"
  choices = [
    { name = "sales", label = var.texts.sales, queue = "Sales ${var.language}" },
    { name = "invoice", label = var.texts.invoice },
  ]
  operator         = "Front desk ${var.language}"
  wording          = var.texts.wording
  operator_wording = var.texts.operator_wording
}

module "callback" {
  source           = "../../../modules/callback_offer"
  queue            = "Front desk ${var.language}"
  reason           = var.texts.full
  callback_wording = var.texts.call_back
  message_wording  = var.texts.message
  promise          = var.texts.promise
}

module "voicemail" {
  source     = "../../../modules/voicemail_fallback"
  mailbox    = "main-line-${var.language}"
  notice     = var.texts.notice
  invitation = var.texts.leave
}

module "payment" {
  source         = "../../../modules/payment_capture"
  introduction   = var.texts.card
  card_wording   = var.texts.number
  expiry_wording = var.texts.expiry
  code_wording   = var.texts.code
}

module "survey" {
  source       = "../../../modules/satisfaction_survey"
  introduction = var.texts.survey
  questions    = [var.texts.question]
  scale        = 3
  report_url   = "https://survey.example.com/v1/answers"
  report_body  = "{ \"easy\": \"$${survey_1}\" }"
}

flow "line" {
  description = "The line in one language"
  entry       = "hours"

  embed "hours" {
    flow = module.hours.flow
    on   = { open = "menu", closed = "voicemail", holiday = "voicemail" }
  }

  embed "menu" {
    flow = module.menu.flow
    on   = { invoice = "payment", unavailable = "callback" }
  }

  embed "callback" {
    flow = module.callback.flow
    on   = { message = "voicemail", declined = "voicemail" }
  }

  embed "voicemail" {
    flow = module.voicemail.flow
    on   = { failed = "call_back" }
  }

  callback "call_back" {
    queue = "Front desk ${var.language}"
    say   = var.texts.promise
  }

  embed "payment" {
    flow = module.payment.flow
    on   = { paid = "survey", declined = "accounts", failed = "accounts", abandoned = "accounts" }
  }

  embed "survey" {
    flow = module.survey.flow
    on   = { answered = "goodbye", skipped = "goodbye" }
  }

  queue "accounts" {
    queue = "Accounts ${var.language}"
    say   = var.texts.declined
    on    = { full = "callback" }
  }

  disconnect "goodbye" { say = var.texts.goodbye }
}

output "flow" {
  description = "The flow to deploy."
  value       = flow.line
}
