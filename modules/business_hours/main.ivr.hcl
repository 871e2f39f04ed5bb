# Parts calls by opening hours. Leaves by `open`, `closed` and `holiday`.

locals {
  # Without dates, only a schedule of the vendor's own can tell of a holiday.
  has_holidays = var.schedule != null || length(var.holidays) > 0
}

flow "business_hours" {
  description = "Parts calls by opening hours"
  entry       = var.greeting == null ? "check" : "greeting"

  {% if var.greeting is not none %}
  play "greeting" {
    say   = var.greeting
    audio = var.greeting_audio
    next  = "check"
  }

  {% endif %}
  hours "check" {
    schedule = var.schedule
    timezone = var.schedule == null ? var.timezone : null
    open     = var.schedule == null ? var.open : null
    holidays = var.schedule == null ? var.holidays : null
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
