# Takes a payment by card. Leaves by `paid`, `declined`, `failed` and `abandoned`.
#
# The digits are marked as sensitive, and nothing on the way records. The vendor's own node that stops its recording is
# named by the caller of this module, because no vendor contract has a common word for it.

locals {
  ways = ["paid", "declined", "failed", "abandoned"]
  # Where a call goes that leaves by a way.
  leave = { for way in local.ways : way => var.resume_recording == null ? way : "resume_${way}" }
}

flow "payment_capture" {
  description = "Takes a payment by card"
  entry       = var.pause_recording == null ? "introduction" : "pause"

  {% if var.pause_recording is not none %}
  node "pause" {
    type     = var.pause_recording.type
    settings = var.pause_recording.settings
    next     = "introduction"
  }

  {% endif %}
  play "introduction" {
    say  = var.introduction
    next = "card"
  }

  collect "card" {
    say        = var.card_wording
    variable   = "card_number"
    min_digits = 13
    max_digits = 19
    timeout    = var.timeout
    retries    = var.retries
    sensitive  = true
    on         = { default = "expiry", timeout = local.leave.abandoned, invalid = local.leave.abandoned }
  }

  collect "expiry" {
    say        = var.expiry_wording
    variable   = "card_expiry"
    min_digits = 4
    max_digits = 4
    timeout    = var.timeout
    retries    = var.retries
    sensitive  = true
    on         = { default = "code", timeout = local.leave.abandoned, invalid = local.leave.abandoned }
  }

  collect "code" {
    say        = var.code_wording
    variable   = "card_code"
    min_digits = 3
    max_digits = 4
    timeout    = var.timeout
    retries    = var.retries
    sensitive  = true
    on         = { default = "charge", timeout = local.leave.abandoned, invalid = local.leave.abandoned }
  }

  request "charge" {
    url     = var.gateway_url
    method  = "POST"
    body    = var.gateway_body
    save    = { payment_state = var.gateway_state }
    timeout = 20
    on      = { default = "state", error = local.leave.failed }
  }

  decision "state" {
    variable = "payment_state"
    on = {
      "{{ var.approved }}" = local.leave.paid
      default              = local.leave.declined
    }
  }

  {% for way in local.ways %}
  {% if var.resume_recording is not none %}
  node "resume_{{ way }}" {
    type     = var.resume_recording.type
    settings = var.resume_recording.settings
    next     = "{{ way }}"
  }

  {% endif %}
  exit "{{ way }}" {}

  {% endfor %}
}
