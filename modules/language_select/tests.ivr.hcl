{% for one in var.languages %}
test "key {{ loop.index }} is {{ one.code }}" {
  flow   = flow.language_select
  inputs = ["{{ loop.index }}"]
  expect { path = ["choose", "{{ one.code }}", "chosen_{{ one.code }}"] }
}

{% endfor %}
test "who presses nothing gets the default language" {
  flow = flow.language_select
  expect { path = ["choose", "{{ local.default }}", "chosen_{{ local.default }}"] }
}

test "who presses something else gets the default language" {
  flow   = flow.language_select
  inputs = [for again in range(var.retries + 1) : "#"]
  expect { path = ["choose", "{{ local.default }}", "chosen_{{ local.default }}"] }
}
