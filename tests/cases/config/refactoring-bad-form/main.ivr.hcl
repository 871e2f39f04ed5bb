moved { from = acme_webhook.a }
moved {
  from = "acme_webhook.a"
  to   = acme_webhook.b
}
moved {
  from = acme_webhook.a
  to   = acme_webhook.b[var.key]
}
moved {
  from = acme_webhook.a
  to   = acme_flow.a
}
moved {
  from = acme_webhook.a
  to   = acme_webhook.a
}
moved {
  from = module.a
  to   = acme_webhook.a
}
moved {
  from = flow.a.x
  to   = flow.b.x
}
moved {
  from = var.a
  to   = acme_webhook.b
}
moved {
  from = acme_webhook.a.b
  to   = acme_webhook.b
}
removed {
  from = acme_webhook.a["x"]
}
removed {
  from = flow.a.x
  lifecycle {}
}
removed {
  from = acme_webhook.a
  lifecycle { destroy = "maybe" }
}
import { to = acme_webhook.a }
import {
  to   = acme_webhook.a
  id   = "1"
  name = "n"
}
import {
  to = module.a
  id = "1"
}
import {
  to       = acme_webhook.a
  id       = "1"
  provider = "acme"
}
variable "key" { default = "k" }
