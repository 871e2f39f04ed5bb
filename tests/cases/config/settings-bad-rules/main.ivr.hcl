ivrplan {
  rules {
    max_choices = "many"
    max_choice  = 3
  }
}
