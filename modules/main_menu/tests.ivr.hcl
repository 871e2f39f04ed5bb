{% for choice in var.choices %}
{% set key, taker = loop.index, local.takers[loop.index0] %}
test "key {{ loop.index }} is {{ choice.name }}" {
  flow   = flow.main_menu
  inputs = ["{{ loop.index }}"]
  expect {
    path           = ["choose", "{{ choice.name }}"]
    max_keypresses = 1
  }
}

{% if taker == "queue" %}
test "{{ choice.name }}: the queue is full" {
  flow   = flow.main_menu
  inputs = ["{{ loop.index }}", "full"]
  expect { path = ["choose", "{{ choice.name }}", "unavailable"] }
}

{% elif taker == "transfer" %}
{% for outcome in ["busy", "no_answer"] %}
test "{{ choice.name }}: the number is {{ outcome }}" {
  flow   = flow.main_menu
  inputs = ["{{ key }}", "{{ outcome }}"]
  expect { path = ["choose", "{{ choice.name }}", "unavailable"] }
}

{% endfor %}
{% endif %}
{% endfor %}
{% if local.has_operator %}
test "key 0 is the operator" {
  flow   = flow.main_menu
  inputs = ["0"]
  expect { path = ["choose", "operator"] }
}

test "the operator's queue is full" {
  flow   = flow.main_menu
  inputs = ["0", "full"]
  expect { path = ["choose", "operator", "unavailable"] }
}

{% endif %}
test "who presses nothing is not hung up on" {
  flow = flow.main_menu
  expect { path = ["choose", "{{ local.nobody }}"] }
}

test "who presses another key each time is not hung up on" {
  flow   = flow.main_menu
  inputs = [for again in range(var.retries + 1) : "#"]
  expect { path = ["choose", "{{ local.nobody }}"] }
}
