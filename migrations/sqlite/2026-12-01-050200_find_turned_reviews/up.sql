-- A review that becomes due or overdue is a change of its article.
CREATE INDEX published_articles_by_review ON published_articles (next_review_at) WHERE next_review_at IS NOT NULL;
