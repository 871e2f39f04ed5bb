# One main line, deployed twice: a workspace for staging and one for production. What differs stands in
# workspaces/staging.ivrvars and workspaces/production.ivrvars.

provider "cxone" {
  base_url      = var.cxone_url
  client_id     = env("CXONE_CLIENT_ID", "sandbox")
  client_secret = env("CXONE_CLIENT_SECRET", "sandbox")
}

flow "main" {
  description = "The main line"
  entry       = "hours"

  hours "hours" {
    timezone = "America/New_York"
    open     = var.open
    on = {
      open   = "menu"
      closed = "closed"
    }
  }

  menu "menu" {
    say     = "{% for team in var.teams %}For {{ team.name }}, press {{ loop.index }}. {% endfor %}"
    timeout = 6
    retries = 2
    on = {
      {% for team in var.teams %}
      "{{ loop.index }}" = "{{ team.name }}"
      {% endfor %}
      timeout = "{{ var.teams[0].name }}"
      invalid = "{{ var.teams[0].name }}"
    }
  }

  {% for team in var.teams %}
  queue "{{ team.name }}" {
    queue = "{{ team.queue }}"
  }

  {% endfor %}
  disconnect "closed" {
    say = "We are closed. Please call again during our opening hours."
  }
}

resource "cxone_ivr_flow" "main" {
  name = "${var.line} main line"
  flow = flow.main
}

output "flow_id" {
  value = cxone_ivr_flow.main.id
}
