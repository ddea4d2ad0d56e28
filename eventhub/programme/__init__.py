"""What happens inside an event: sessions, speakers and materials, edited as a draft and shown by releases."""
