# Begins a call that we make: who calls, how to call back, and a key that ends it for good. Leaves by `go_on`.

locals {
  # What the flow is made of is no secret, even where the address of the list is.
  has_list = nonsensitive(var.opt_out_url != null)
  # What happens to the number of somebody who opts out.
  steps = concat(var.opt_out_variable == null ? [] : ["remember"], local.has_list ? ["list"] : [], ["opted_out"])
}

flow "outbound_disclosure" {
  description = "Says who calls, and lets people opt out"
  entry       = "identify"

  # 47 CFR 64.1200(b)(1) and (2): the responsible business first, then a number to call back.
  disclosure "identify" {
    say  = "This is an automated call from ${var.company}. You can call us back at ${var.callback_number}."
    next = "offer"
  }

  # (b)(3): a key within two seconds after that, which does everything by itself and ends the call.
  menu "offer" {
    say     = format(var.opt_out_wording, var.opt_out_key)
    timeout = var.timeout
    retries = 0
    on = {
      "{{ var.opt_out_key }}" = local.steps[0]
      timeout                 = "go_on"
      invalid                 = "go_on"
    }
  }

  {% if var.opt_out_variable is not none %}
  set "remember" {
    values = { "{{ var.opt_out_variable }}" = "yes" }
    next   = local.steps[1]
  }

  {% endif %}
  {% if local.has_list %}
  request "list" {
    url     = var.opt_out_url
    method  = "POST"
    body    = var.opt_out_body
    timeout = 5
    on      = { default = "opted_out", error = "opted_out" }
  }

  {% endif %}
  disconnect "opted_out" {
    say = var.goodbye
  }

  exit "go_on" {}
}
