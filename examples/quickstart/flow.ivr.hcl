flow "main" {
  description = "The main line"
  entry       = "welcome"

  play "welcome" {
    say  = "Welcome to {{ var.company }}."
    next = "emergency"
  }

  # An emergency on the water is put through at any hour, before anything else is asked.
  menu "emergency" {
    say     = "If this is an emergency on the water, press star. Otherwise, please hold."
    timeout = 3
    retries = 0
    on = {
      "*"     = "coastguard"
      timeout = "language"
      invalid = "language"
    }
  }

  transfer "coastguard" {
    number = "{{ var.emergency_number }}"
    say    = "We are connecting you."
  }

  menu "language" {
    say     = "For English, press 1. Para español, oprima el 2."
    timeout = {{ var.timeout }}
    retries = 2
    on = {
      "1"     = "english"
      "2"     = "spanish"
      timeout = "english"
      invalid = "english"
    }
  }

  set "english" {
    values = { language = "en" }
    next   = "hours"
  }

  set "spanish" {
    values = { language = "es" }
    next   = "hours"
  }

  hours "hours" {
    timezone = "America/New_York"
    open = {
      "mon-fri" = "08:00-18:00"
      "sat"     = "09:00-13:00"
    }
    holidays = ["2026-12-25", "2027-01-01"]
    on = {
      open    = "recording"
      closed  = "closed"
      holiday = "holiday"
    }
  }

  # During opening hours

  disclosure "recording" {
    say  = "Calls may be recorded to train our team."
    next = "menu"
  }

  menu "menu" {
    say     = "For sales, press 1. For support, press 2. For an order, press 3. For invoices, press 4. For somebody at the desk, press 0."
    timeout = {{ var.timeout }}
    retries = 2
    on = {
      "1"     = "sales"
      "2"     = "support"
      "3"     = "order"
      "4"     = "billing"
      "0"     = "desk"
      timeout = "desk"
      invalid = "desk"
    }
  }

  menu "sales" {
    say     = "For a new purchase, press 1. For shops and schools, press 2."
    timeout = {{ var.timeout }}
    retries = 1
    on = {
      "1"     = "sales_consumer"
      "2"     = "sales_business"
      timeout = "sales_consumer"
      invalid = "sales_consumer"
    }
  }

  queue "sales_consumer" {
    queue = "Sales"
  }

  queue "sales_business" {
    queue    = "Business sales"
    priority = 2
  }

  menu "support" {
    say     = "{% for product in var.products %}For {{ product }}, press {{ loop.index }}. {% endfor %}"
    timeout = {{ var.timeout }}
    retries = 2
    on = {
      {% for product in var.products %}
      "{{ loop.index }}" = "support_{{ product }}"
      {% endfor %}
      timeout = "desk"
      invalid = "desk"
    }
  }

  {% for product in var.products %}
  queue "support_{{ product }}" {
    queue  = "Support {{ product | title }}"
    skills = ["{{ product }}"]
  }

  {% endfor %}
  collect "order" {
    say        = "Please enter your order number, followed by the hash key."
    variable   = "order_number"
    min_digits = 6
    max_digits = 10
    timeout    = {{ var.timeout }}
    retries    = 2
    on = {
      default = "order_lookup"
      timeout = "desk"
      invalid = "desk"
    }
  }

  request "order_lookup" {
    url     = "https://orders.example.com/v1/status"
    method  = "GET"
    save    = { order_state = "state" }
    timeout = 5
    on = {
      default = "order_state"
      error   = "desk"
    }
  }

  decision "order_state" {
    variable = "order_state"
    on = {
      shipped = "order_shipped"
      delayed = "order_delayed"
      default = "desk"
    }
  }

  play "order_shipped" {
    say  = "Your order is on its way."
    next = "goodbye"
  }

  play "order_delayed" {
    say  = "Your order is late, and we are sorry. Somebody will call you back about it."
    next = "order_callback"
  }

  callback "order_callback" {
    queue = "Orders"
  }

  queue "billing" {
    queue = "Billing"
  }

  queue "desk" {
    queue = "Front desk"
    on = {
      full = "offer"
    }
  }

  menu "offer" {
    say     = "All of us are on the phone. To be called back, press 1. To leave a message, press 2."
    timeout = {{ var.timeout }}
    retries = 1
    on = {
      "1"     = "desk_callback"
      "2"     = "voicemail"
      timeout = "voicemail"
      invalid = "voicemail"
    }
  }

  callback "desk_callback" {
    queue = "Front desk"
  }

  # Outside opening hours

  play "closed" {
    say  = "We are closed now. We are here Monday to Friday from 8 to 6, and on Saturday from 9 to 1."
    next = "voicemail"
  }

  play "holiday" {
    say  = "We are closed for the holiday."
    next = "voicemail"
  }

  voicemail "voicemail" {
    mailbox     = "main-line"
    say         = "Please leave a message after the tone."
    max_seconds = 120
  }

  disconnect "goodbye" {
    say = "Thank you for calling {{ var.company }}. Goodbye."
  }
}
