# The line of a company in two languages, made of the library's modules. The front asks for a language and hands the call
# over to the line in that language; each is a flow of its own at both vendors, so that none comes near their limits.

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

module "language" {
  source           = "../../modules/language_select"
  languages        = [for code, texts in var.languages : { code = code, invitation = texts.invitation }]
  default_language = "en"
}

module "line" {
  source   = "./line"
  for_each = var.languages
  language = each.key
  texts    = each.value
  open     = var.open
  holidays = var.holidays
}

flow "front" {
  description = "Asks for a language, and hands the call over"
  entry       = "language"

  embed "language" {
    flow = module.language.flow
    on   = { for code, texts in var.languages : code => "line_${code}" }
  }

  {% for code in var.languages %}
  goto "line_{{ code }}" { flow = module.line["{{ code }}"].flow }
  {% endfor %}
}

resource "cxone_ivr_flow" "front" {
  name = "${var.company}"
  flow = flow.front
}

resource "cxone_ivr_flow" "line" {
  for_each = var.languages
  name     = "${var.company} (${each.key})"
  flow     = module.line[each.key].flow
}

resource "genesys_flow" "front" {
  name = "${var.company}"
  flow = flow.front
}

resource "genesys_flow" "line" {
  for_each = var.languages
  name     = "${var.company} (${each.key})"
  flow     = module.line[each.key].flow
}

output "fronts" {
  description = "The flows that telephone numbers lead to."
  value       = { cxone = cxone_ivr_flow.front.id, genesys = genesys_flow.front.id }
}
