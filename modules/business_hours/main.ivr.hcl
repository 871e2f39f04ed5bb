# Parts calls by opening hours. Leaves by `open`, `closed` and `holiday`.

locals {
  # What the flow is made of is no secret, even where a text is.
  has_greeting = nonsensitive(var.greeting != null)
  own_hours    = nonsensitive(var.schedule == null)
  # Without dates, only a schedule of the vendor's own can tell of a holiday.
  has_holidays = !local.own_hours || length(var.holidays) > 0
}

flow "business_hours" {
  description = "Parts calls by opening hours"
  entry       = local.has_greeting ? "greeting" : "check"

  {% if local.has_greeting %}
  play "greeting" {
    say   = var.greeting
    audio = var.greeting_audio
    next  = "check"
  }

  {% endif %}
  hours "check" {
    schedule = var.schedule
    timezone = local.own_hours ? var.timezone : null
    open     = local.own_hours ? var.open : null
    holidays = local.own_hours ? var.holidays : null
    on = {
      open    = "open"
      closed  = "say_closed"
      holiday = local.has_holidays ? "say_holiday" : null
    }
  }

  play "say_closed" {
    say  = var.closed_message
    next = "closed"
  }

  exit "open" {}
  exit "closed" {}

  {% if local.has_holidays %}
  play "say_holiday" {
    say  = coalesce(var.holiday_message, var.closed_message)
    next = "holiday"
  }

  exit "holiday" {}
  {% endif %}
}
