flow "a" {
  entry = 
}
