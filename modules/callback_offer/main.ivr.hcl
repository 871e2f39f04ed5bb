# Offers to call back instead of waiting. Leaves by `message` and `declined`.

flow "callback_offer" {
  description = "Offers to call back"
  entry       = "offer"

  menu "offer" {
    say     = join(" ", concat([var.reason, var.callback_wording], var.offer_message ? [var.message_wording] : []))
    timeout = var.timeout
    retries = var.retries
    on = {
      "1" = "call_back"
      {% if var.offer_message %}
      "2" = "message"
      {% endif %}
      timeout = "declined"
      invalid = "declined"
    }
  }

  callback "call_back" {
    queue = var.queue
    say   = var.promise
  }

  {% if var.offer_message %}
  exit "message" {}
  {% endif %}
  exit "declined" {}
}
